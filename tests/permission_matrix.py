"""The table of roles and URLs: the response of each URL to each role."""

from __future__ import annotations

from assessments.models import Status

ROLES = ("anonymous", "outsider", "reader", "editor", "owner", "assessor", "other_assessor", "secretary")
SIGN_IN = 302
DENIED = 403
HIDDEN = 404


def row(*codes: int) -> dict[str, int]:
    return dict(zip(ROLES, codes, strict=True))


PUBLIC = row(200, 200, 200, 200, 200, 200, 200, 200)
SIGNED_IN = row(SIGN_IN, 200, 200, 200, 200, 200, 200, 200)
VIEWERS = row(SIGN_IN, HIDDEN, 200, 200, 200, 200, HIDDEN, 200)
WRITERS = row(SIGN_IN, HIDDEN, DENIED, 200, 200, DENIED, HIDDEN, DENIED)
WRITERS_ACT = row(SIGN_IN, HIDDEN, DENIED, 302, 302, DENIED, HIDDEN, DENIED)
ASSESSOR = row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, 200, HIDDEN, DENIED)
ASSESSOR_ACTS = row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, 302, HIDDEN, DENIED)
SECRETARIAT = row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, DENIED, HIDDEN, 200)
OFFICE = row(SIGN_IN, DENIED, DENIED, DENIED, DENIED, DENIED, DENIED, 200)
# A draft has no assessor: there, the assessor of the cast is an outsider.
DRAFT_WRITERS = row(SIGN_IN, HIDDEN, DENIED, 200, 200, HIDDEN, HIDDEN, DENIED)
DRAFT_WRITERS_ACT = row(SIGN_IN, HIDDEN, DENIED, 302, 302, HIDDEN, HIDDEN, DENIED)
DRAFT_READERS = row(SIGN_IN, HIDDEN, 200, 200, 200, HIDDEN, HIDDEN, 409)
# An empty form stores nothing.
ASSESSOR_MUST_FILL_IN = row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, 422, HIDDEN, DENIED)
OWNER = row(SIGN_IN, HIDDEN, DENIED, DENIED, 200, HIDDEN, HIDDEN, DENIED)
OWNER_ACTS = row(SIGN_IN, HIDDEN, DENIED, DENIED, 302, HIDDEN, HIDDEN, DENIED)
TEAM = row(SIGN_IN, HIDDEN, 200, 200, 200, DENIED, HIDDEN, DENIED)
SECRETARIAT_ALONE = row(SIGN_IN, *[DENIED] * 6, 200)
LABEL_USERS = row(SIGN_IN, HIDDEN, 200, 200, 200, DENIED, HIDDEN, 200)
NOT_ALLOWED = row(405, 405, 405, 405, 405, 405, 405, 405)

# name of the URL, method, state of the assessment, response for each role
MATRIX = [
    ("start", "get", Status.DRAFT, PUBLIC),
    ("criteria", "get", Status.DRAFT, PUBLIC),
    ("indicator", "get", Status.DRAFT, PUBLIC),
    ("about", "get", Status.DRAFT, PUBLIC),
    ("retention", "get", Status.DRAFT, PUBLIC),
    ("comparison_method", "get", Status.DRAFT, PUBLIC),
    ("set_language", "post", Status.DRAFT, row(*[302] * 8)),
    ("set_language", "get", Status.DRAFT, NOT_ALLOWED),
    ("signed_in", "get", Status.DRAFT, PUBLIC),
    ("verify", "get", Status.DRAFT, PUBLIC),
    ("verify_code", "get", Status.INTERVIEW, PUBLIC),
    ("verify_code", "post", Status.DRAFT, NOT_ALLOWED),
    ("report_data", "get", Status.INTERVIEW, PUBLIC),
    ("label", "get", Status.LABELLED, PUBLIC),
    ("label", "post", Status.LABELLED, NOT_ALLOWED),
    ("label_data", "get", Status.LABELLED, PUBLIC),
    ("badge", "get", Status.LABELLED, PUBLIC),
    ("certificate", "get", Status.LABELLED, LABEL_USERS),
    ("label_logos", "get", Status.LABELLED, LABEL_USERS),
    ("interim_check", "get", Status.LABELLED, WRITERS),
    ("interim_check", "post", Status.LABELLED, WRITERS_ACT),
    ("act_on_label", "get", Status.LABELLED, SECRETARIAT),
    ("act_on_label", "post", Status.LABELLED, SECRETARIAT),
    ("home", "get", Status.DRAFT, SIGNED_IN),
    ("desk", "get", Status.DRAFT, SECRETARIAT_ALONE),
    ("cohorts", "get", Status.DRAFT, OFFICE),
    ("measures_csv", "get", Status.DRAFT, OFFICE),
    ("import_cohort", "get", Status.DRAFT, OFFICE),
    # Without a file, nothing is stored.
    ("import_cohort", "post", Status.DRAFT, row(SIGN_IN, DENIED, DENIED, DENIED, DENIED, DENIED, DENIED, 422)),
    ("use_cohort", "post", Status.DRAFT, row(SIGN_IN, DENIED, DENIED, DENIED, DENIED, DENIED, DENIED, 302)),
    ("use_cohort", "get", Status.DRAFT, NOT_ALLOWED),
    ("remove_cohort", "get", Status.DRAFT, OFFICE),
    ("remove_cohort", "post", Status.DRAFT, row(SIGN_IN, DENIED, DENIED, DENIED, DENIED, DENIED, DENIED, 302)),
    ("releases", "get", Status.DRAFT, OFFICE),
    ("releases", "post", Status.DRAFT, row(SIGN_IN, DENIED, DENIED, DENIED, DENIED, DENIED, DENIED, 302)),
    ("leave_comparisons", "post", Status.DRAFT, row(SIGN_IN, DENIED, DENIED, DENIED, DENIED, DENIED, DENIED, 422)),
    ("join_comparisons", "post", Status.DRAFT, row(SIGN_IN, DENIED, DENIED, DENIED, DENIED, DENIED, DENIED, 302)),
    # There is nothing to download yet.
    ("export_reports", "get", Status.DRAFT, row(SIGN_IN, DENIED, DENIED, DENIED, DENIED, DENIED, DENIED, 302)),
    ("inbox", "get", Status.DRAFT, SIGNED_IN),
    ("inbox", "post", Status.DRAFT, row(SIGN_IN, 405, 405, 405, 405, 405, 405, 405)),
    # The notice belongs to the reader.
    ("notice", "get", Status.DRAFT, row(SIGN_IN, 404, 200, 404, 404, 404, 404, 404)),
    # No input is kept.
    ("unsent", "get", Status.DRAFT, row(*[302] * 8)),
    ("unsent", "post", Status.DRAFT, row(*[302] * 8)),
    ("read_all", "post", Status.DRAFT, row(*[302] * 8)),
    ("read_all", "get", Status.DRAFT, row(SIGN_IN, 405, 405, 405, 405, 405, 405, 405)),
    ("mail_choice", "get", Status.DRAFT, SIGNED_IN),
    ("mail_choice", "post", Status.DRAFT, SIGNED_IN),
    ("consistency", "get", Status.DRAFT, SECRETARIAT_ALONE),
    ("outbox", "get", Status.DRAFT, SECRETARIAT_ALONE),
    ("mail_again", "post", Status.DRAFT, row(SIGN_IN, *[DENIED] * 6, 302)),
    ("mail_again", "get", Status.DRAFT, row(SIGN_IN, 405, 405, 405, 405, 405, 405, 405)),
    ("mail_closed", "post", Status.DRAFT, row(SIGN_IN, *[DENIED] * 6, 302)),
    ("new_organisation", "get", Status.DRAFT, SIGNED_IN),
    ("new_organisation", "post", Status.DRAFT, SIGNED_IN),
    ("organisation", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, 200, 200, 200, HIDDEN, HIDDEN, 200)),
    ("edit_organisation", "get", Status.DRAFT, DRAFT_WRITERS),
    ("edit_organisation", "post", Status.DRAFT, DRAFT_WRITERS),
    ("reminders", "get", Status.DRAFT, DRAFT_WRITERS),
    ("reminders", "post", Status.DRAFT, DRAFT_WRITERS_ACT),
    ("edit_logo", "get", Status.DRAFT, DRAFT_WRITERS),
    ("edit_logo", "post", Status.DRAFT, row(SIGN_IN, HIDDEN, DENIED, 422, 422, HIDDEN, HIDDEN, DENIED)),
    ("logo", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, 200, 200, 200, HIDDEN, HIDDEN, 200)),
    ("remove_logo", "post", Status.DRAFT, DRAFT_WRITERS_ACT),
    ("remove_logo", "get", Status.DRAFT, row(SIGN_IN, 405, 405, 405, 405, 405, 405, 405)),
    ("new_member", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, DENIED, DENIED, 200, HIDDEN, HIDDEN, DENIED)),
    ("new_member", "post", Status.DRAFT, row(SIGN_IN, HIDDEN, DENIED, DENIED, 200, HIDDEN, HIDDEN, DENIED)),
    ("member", "get", Status.DRAFT, OWNER),
    ("member", "post", Status.DRAFT, OWNER),
    ("remove_member", "post", Status.DRAFT, OWNER_ACTS),
    ("remove_member", "get", Status.DRAFT, row(SIGN_IN, 405, 405, 405, 405, 405, 405, 405)),
    ("hand_ownership", "get", Status.DRAFT, OWNER),
    ("hand_ownership", "post", Status.DRAFT, OWNER),
    ("appoint_owner", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, HIDDEN, HIDDEN, 200)),
    ("appoint_owner", "post", Status.DRAFT, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, HIDDEN, HIDDEN, 200)),
    ("send_invitation_again", "post", Status.DRAFT, OWNER_ACTS),
    ("withdraw_invitation", "post", Status.DRAFT, OWNER_ACTS),
    # The invitation is for the outsider of the cast.
    ("invitation", "get", Status.DRAFT, row(200, 200, *[DENIED] * 6)),
    ("invitation", "post", Status.DRAFT, row(SIGN_IN, 302, *[DENIED] * 6)),
    # The secretariat does not see with whom an organisation shares its reports.
    ("share_links", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, 200, 200, 200, HIDDEN, HIDDEN, DENIED)),
    ("share_links", "post", Status.DRAFT, OWNER),
    ("share_link", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, 200, 200, 200, HIDDEN, HIDDEN, DENIED)),
    ("revoke_share_link", "post", Status.DRAFT, OWNER_ACTS),
    ("revoke_share_link", "get", Status.DRAFT, row(SIGN_IN, 405, 405, 405, 405, 405, 405, 405)),
    # Signed-in people have to enter their password again first.
    ("organisation_data", "get", Status.DRAFT, row(*[302] * 8)),
    ("shared", "get", Status.INTERVIEW, PUBLIC),
    ("shared", "post", Status.INTERVIEW, NOT_ALLOWED),
    ("shared_file", "get", Status.INTERVIEW, PUBLIC),
    # Members are redirected to the organisation.
    ("join", "get", Status.DRAFT, row(SIGN_IN, 200, 302, 302, 302, 200, 200, 200)),
    ("join", "post", Status.DRAFT, row(*[302] * 8)),
    ("join_request", "get", Status.DRAFT, OWNER),
    ("join_request", "post", Status.DRAFT, OWNER),
    ("decline_join", "post", Status.DRAFT, OWNER_ACTS),
    ("decline_join", "get", Status.DRAFT, row(SIGN_IN, 405, 405, 405, 405, 405, 405, 405)),
    ("new_assessment", "post", Status.DRAFT, DRAFT_WRITERS_ACT),
    ("new_assessment", "get", Status.DRAFT, row(SIGN_IN, 405, 405, 405, 405, 405, 405, 405)),
    ("assessment", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, 200, 200, 200, HIDDEN, HIDDEN, 200)),
    ("assessment", "get", Status.INTERVIEW, VIEWERS),
    ("area", "get", Status.DRAFT, DRAFT_WRITERS),
    ("area", "post", Status.DRAFT, DRAFT_WRITERS_ACT),
    ("save_indicator", "post", Status.DRAFT, DRAFT_WRITERS),
    ("save_indicator", "post", Status.SUBMITTED, row(SIGN_IN, HIDDEN, DENIED, 409, 409, HIDDEN, HIDDEN, DENIED)),
    ("save_indicator", "get", Status.DRAFT, NOT_ALLOWED),
    ("presence", "get", Status.DRAFT, DRAFT_WRITERS),
    ("team", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, 200, 200, 200, HIDDEN, HIDDEN, DENIED)),
    ("team", "get", Status.INTERVIEW, TEAM),
    ("team_comment", "post", Status.INTERVIEW, TEAM),
    ("team_comment", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, 302, 302, 302, HIDDEN, HIDDEN, DENIED)),
    ("hand_over", "post", Status.DRAFT, DRAFT_WRITERS),
    ("hand_over", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, 409, 409, DENIED, HIDDEN, DENIED)),
    ("hand_over", "get", Status.DRAFT, DRAFT_WRITERS_ACT),
    ("close_hand_over", "post", Status.DRAFT, DRAFT_WRITERS_ACT),
    ("close_hand_over", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, 409, 409, DENIED, HIDDEN, DENIED)),
    ("flag", "post", Status.DRAFT, DRAFT_WRITERS_ACT),
    ("flag", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, 409, 409, DENIED, HIDDEN, DENIED)),
    ("check", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, 200, 200, 200, HIDDEN, HIDDEN, 409)),
    ("check", "get", Status.INTERVIEW, VIEWERS),
    ("export", "get", Status.DRAFT, DRAFT_READERS),
    ("export", "get", Status.INTERVIEW, VIEWERS),
    ("export", "post", Status.DRAFT, NOT_ALLOWED),
    ("import", "get", Status.DRAFT, DRAFT_WRITERS),
    # Without a file, there is nothing to show.
    ("import", "post", Status.DRAFT, row(SIGN_IN, HIDDEN, DENIED, 422, 422, HIDDEN, HIDDEN, DENIED)),
    ("import", "get", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, 409, 409, DENIED, HIDDEN, DENIED)),
    ("comparison", "get", Status.INTERVIEW, VIEWERS),
    ("trends", "get", Status.DRAFT, DRAFT_READERS),
    ("trends", "get", Status.INTERVIEW, VIEWERS),
    ("reports", "get", Status.INTERVIEW, VIEWERS),
    ("reports", "post", Status.INTERVIEW, VIEWERS),
    ("download", "get", Status.INTERVIEW, VIEWERS),
    ("preview", "get", Status.INTERVIEW, VIEWERS),
    ("wording", "get", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, 200, HIDDEN, 409)),
    ("wording", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, 422, HIDDEN, 409)),
    ("save_wording", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, 422, HIDDEN, 409)),
    ("save_wording", "get", Status.INTERVIEW, NOT_ALLOWED),
    ("evidence", "get", Status.DRAFT, DRAFT_READERS),
    ("evidence", "get", Status.INTERVIEW, VIEWERS),
    ("evidence", "post", Status.DRAFT, row(SIGN_IN, HIDDEN, DENIED, 422, 422, HIDDEN, HIDDEN, 409)),
    ("evidence", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, 409, 409, DENIED, HIDDEN, DENIED)),
    ("evidence_file", "get", Status.DRAFT, DRAFT_READERS),
    ("evidence_file", "get", Status.INTERVIEW, VIEWERS),
    ("remove_evidence", "post", Status.DRAFT, DRAFT_WRITERS_ACT),
    ("remove_evidence", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, 409, 409, DENIED, HIDDEN, DENIED)),
    ("remove_evidence", "get", Status.DRAFT, NOT_ALLOWED),
    ("mark_evidence", "post", Status.INTERVIEW, ASSESSOR_ACTS),
    ("mark_evidence", "get", Status.INTERVIEW, NOT_ALLOWED),
    ("hand_in", "post", Status.DRAFT, DRAFT_WRITERS_ACT),
    ("hand_in", "get", Status.DRAFT, NOT_ALLOWED),
    ("confirm_area", "post", Status.DRAFT, DRAFT_WRITERS_ACT),
    ("confirm_area", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, 409, 409, DENIED, HIDDEN, DENIED)),
    ("confirm_area", "get", Status.DRAFT, NOT_ALLOWED),
    ("delete_draft", "get", Status.DRAFT, OWNER),
    ("delete_draft", "post", Status.DRAFT, OWNER_ACTS),
    ("delete_draft", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, DENIED, 409, DENIED, HIDDEN, DENIED)),
    ("withdraw", "get", Status.SUBMITTED, row(SIGN_IN, HIDDEN, DENIED, DENIED, 200, HIDDEN, HIDDEN, DENIED)),
    ("withdraw", "post", Status.SUBMITTED, row(SIGN_IN, HIDDEN, DENIED, DENIED, 200, HIDDEN, HIDDEN, DENIED)),
    ("assign", "get", Status.SUBMITTED, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, HIDDEN, HIDDEN, 200)),
    ("assign", "post", Status.INTERVIEW, SECRETARIAT),
    ("waive", "get", Status.INTERVIEW, SECRETARIAT),
    ("waive", "post", Status.INTERVIEW, SECRETARIAT),
    ("decide", "get", Status.ASSESSED, SECRETARIAT),
    ("decide", "post", Status.ASSESSED, SECRETARIAT),
    ("review", "get", Status.INTERVIEW, ASSESSOR),
    ("review", "post", Status.INTERVIEW, ASSESSOR_ACTS),
    ("review", "get", Status.ASSESSED, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, 409, HIDDEN, DENIED)),
    ("save_review", "post", Status.INTERVIEW, ASSESSOR),
    ("save_review", "post", Status.ASSESSED, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, 409, HIDDEN, DENIED)),
    ("save_review", "get", Status.INTERVIEW, NOT_ALLOWED),
    ("review_presence", "get", Status.INTERVIEW, ASSESSOR),
    ("interview_clock", "post", Status.INTERVIEW, ASSESSOR_ACTS),
    ("interview_clock", "get", Status.INTERVIEW, NOT_ALLOWED),
    ("recommendations", "get", Status.INTERVIEW, ASSESSOR),
    ("recommendations", "post", Status.INTERVIEW, ASSESSOR_MUST_FILL_IN),
    ("add_recommendation", "get", Status.INTERVIEW, ASSESSOR_ACTS),
    ("add_recommendation", "post", Status.INTERVIEW, ASSESSOR_MUST_FILL_IN),
    (
        "save_recommendation",
        "post",
        Status.INTERVIEW,
        row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, 422, HIDDEN, DENIED),
    ),
    ("save_recommendation", "get", Status.INTERVIEW, NOT_ALLOWED),
    ("act_on_recommendation", "post", Status.INTERVIEW, ASSESSOR_ACTS),
    ("act_on_recommendation", "get", Status.INTERVIEW, NOT_ALLOWED),
    ("advice", "get", Status.LABELLED, VIEWERS),
    ("advice", "get", Status.INTERVIEW, row(SIGN_IN, HIDDEN, 409, 409, 409, 409, HIDDEN, 409)),
    # Without a reply, nothing is stored.
    ("reply", "post", Status.LABELLED, row(SIGN_IN, HIDDEN, DENIED, 422, 422, DENIED, HIDDEN, DENIED)),
    ("reply", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, 409, 409, DENIED, HIDDEN, DENIED)),
    ("reply", "get", Status.LABELLED, NOT_ALLOWED),
    ("follow_up", "get", Status.INTERVIEW, VIEWERS),
    ("due_date", "get", Status.INTERVIEW, SECRETARIAT),
    ("due_date", "post", Status.INTERVIEW, SECRETARIAT),
    ("interview_calendar", "get", Status.INTERVIEW, VIEWERS),
    ("queue", "get", Status.INTERVIEW, row(SIGN_IN, DENIED, DENIED, DENIED, DENIED, 200, 200, DENIED)),
    ("questions", "get", Status.INTERVIEW, VIEWERS),
    ("questions", "get", Status.DRAFT, DRAFT_READERS),
    ("question", "get", Status.INTERVIEW, VIEWERS),
    ("question", "get", Status.ASSESSED, VIEWERS),
    # Without text, there is no question or reply.
    ("ask", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, 422, HIDDEN, DENIED)),
    ("ask", "get", Status.INTERVIEW, NOT_ALLOWED),
    ("reply_to_question", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, 422, 422, 422, HIDDEN, DENIED)),
    # No question has opened the indicator.
    ("change_answer", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, 409, 409, DENIED, HIDDEN, DENIED)),
    ("resolve", "post", Status.INTERVIEW, ASSESSOR_ACTS),
    ("resolve", "get", Status.INTERVIEW, NOT_ALLOWED),
    ("interview", "get", Status.INTERVIEW, ASSESSOR),
    ("interview", "post", Status.INTERVIEW, ASSESSOR),
    ("cancel_interview", "get", Status.INTERVIEW, ASSESSOR),
    ("cancel_interview", "post", Status.INTERVIEW, ASSESSOR),
    ("finish", "get", Status.INTERVIEW, ASSESSOR),
    ("finish", "post", Status.INTERVIEW, ASSESSOR),
    ("impartiality", "get", Status.INTERVIEW, VIEWERS),
    ("declare", "get", Status.INTERVIEW, ASSESSOR),
    ("declare", "post", Status.INTERVIEW, ASSESSOR),
    ("object", "get", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, DENIED, 200, DENIED, HIDDEN, DENIED)),
    ("object", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, DENIED, 200, DENIED, HIDDEN, DENIED)),
    # There is no objection to rule on; the secretariat is told so on the page it came from.
    ("rule", "get", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, DENIED, HIDDEN, 302)),
    ("rule", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, DENIED, HIDDEN, 302)),
    ("overrule", "get", Status.INTERVIEW, SECRETARIAT),
    ("overrule", "post", Status.INTERVIEW, SECRETARIAT),
    ("earlier_advice", "get", Status.INTERVIEW, SECRETARIAT),
    ("earlier_advice", "post", Status.INTERVIEW, SECRETARIAT),
    ("trail", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, 200, 200, 200, HIDDEN, HIDDEN, 200)),
    ("trail", "get", Status.INTERVIEW, VIEWERS),
    ("trail_file", "get", Status.INTERVIEW, VIEWERS),
    ("account", "get", Status.DRAFT, SIGNED_IN),
    ("preferences", "get", Status.DRAFT, SIGNED_IN),
    # Without a choice, nothing is stored.
    ("preferences", "post", Status.DRAFT, SIGNED_IN),
    # Signed-in people have to enter their password again first.
    ("delete_account", "get", Status.DRAFT, row(*[302] * 8)),
    ("delete_account", "post", Status.DRAFT, row(*[302] * 8)),
    ("own_data", "get", Status.DRAFT, row(*[302] * 8)),
    ("sessions", "get", Status.DRAFT, SIGNED_IN),
    ("sessions", "post", Status.DRAFT, row(*[302] * 8)),
    ("details", "get", Status.DRAFT, SIGNED_IN),
    ("details", "post", Status.DRAFT, SIGNED_IN),
]
