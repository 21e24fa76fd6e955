"""Releases: comparison figures as they were published, with the groups they describe and who was in them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from criteria.text import IDENTITY_LENGTH

GROUP_KEY_LENGTH = 120


class Withheld(models.TextChoices):
    """The reason why a group or a figure of it is not published."""

    FEW = "few", _("too few clusters")
    SUBTRACTION = "subtraction", _("would reveal a small group by subtraction")
    DOMINATED = "dominated", _("one source or one cluster has too large a part")
    AUDIT = "audit", _("would reveal the answer of a cluster")


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Selections of releases."""

    def of(self, edition: str) -> ReleaseQuerySet:
        """The releases of an edition, the latest first."""
        return self.filter(edition=edition).order_by("-number")


class Release(models.Model):
    """One publication of comparison figures; it never changes.

    `number` counts from 1 in each edition. `made_by` is None for a scheduled one. `parameters` are those of the method
    (docs/comparison.md). `audit` is the result of the attack on all figures published so far, as stored by
    `assessments/workflow/releasing.py`. `members_count` is exact and therefore for the secretariat only.
    """

    edition = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")
    parameters = models.JSONField()
    members_count = models.PositiveIntegerField()
    audit = models.JSONField()

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="release_numbered_once")]

    def __str__(self) -> str:
        return f"{self.edition} release {self.number}"


class ReleaseMember(models.Model):
    """A cluster in a release, by its identity at that time.

    `run` names the finished assessment or imported row that counted. `groups` are the keys of the groups that it was
    in, published or not. `entry` is None once its data are removed.
    """

    # The constraint below is an index of it, as in the models that follow.
    release = models.ForeignKey(Release, db_index=False, on_delete=models.CASCADE, related_name="members")
    identity = models.CharField(max_length=IDENTITY_LENGTH)
    run = models.CharField(max_length=400)
    entry = models.ForeignKey("assessments.CohortEntry", null=True, on_delete=models.SET_NULL, related_name="+")
    organisation = models.ForeignKey("assessments.Organisation", null=True, on_delete=models.SET_NULL, related_name="+")
    groups = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "identity"], name="member_once_per_release")]

    def __str__(self) -> str:
        return f"{self.release_id} {self.run}"


class ReleaseGroup(models.Model):
    """A group of clusters in a release.

    `key`: "all", "field:<portfolio>", "country:FI", "region:<key>/field:<portfolio>", "family:<number>", "excellence"
    or "imported:<id>". `size` is the published number of its clusters, None if the group is withheld. `names` are the
    traits that name a family, or the name of an imported cohort. `published_in` is the release whose figures the group
    has: an earlier one if too few of its members changed since. `first_year` and `last_year` are those of its runs.
    """

    release = models.ForeignKey(Release, db_index=False, on_delete=models.CASCADE, related_name="groups")
    key = models.CharField(max_length=GROUP_KEY_LENGTH)
    size = models.PositiveIntegerField(null=True)
    withheld = models.CharField(max_length=12, choices=Withheld.choices, blank=True)
    names = models.JSONField(default=list)
    first_year = models.PositiveSmallIntegerField(null=True)
    last_year = models.PositiveSmallIntegerField(null=True)
    published_in = models.ForeignKey(Release, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "key"], name="group_once_per_release")]

    def __str__(self) -> str:
        return f"{self.release_id} {self.key}"


class ReleaseFigure(models.Model):
    """What is published of one measure in a group; only in the release in which the group was published.

    `figures`: `size` (clusters that answered), `counts` by step or choice, `quantiles` by percent as decimal text, or
    `withheld` with the reason. Whatever a group is too small for is missing.
    """

    group = models.ForeignKey(ReleaseGroup, db_index=False, on_delete=models.CASCADE, related_name="figures")
    measure = models.CharField(max_length=40)
    figures = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "measure"], name="figure_once_per_group")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.measure}"


class ReleaseOutlier(models.Model):
    """A number far beyond the published quartiles of its measure; only the secretariat sees it.

    Found when the release is made, and among an imported cohort when it is imported.
    """

    release = models.ForeignKey(Release, db_index=False, on_delete=models.CASCADE, related_name="outliers")
    entry = models.ForeignKey("assessments.CohortEntry", on_delete=models.CASCADE, related_name="+")
    measure = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=18, decimal_places=6)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "entry", "measure"], name="outlier_once_per_release")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.measure}"


class ComparisonObjection(models.Model):
    """A cluster that does not want to be counted in comparisons: from the next release on it is in none.

    `identity` is that of `organisation`, which its runs have.
    """

    organisation = models.OneToOneField("assessments.Organisation", on_delete=models.CASCADE, related_name="+")
    identity = models.CharField(max_length=IDENTITY_LENGTH, unique=True)
    reason = models.CharField(max_length=500, blank=True)
    objected_at = models.DateTimeField()
    recorded_by = models.ForeignKey("assessments.User", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return self.identity
