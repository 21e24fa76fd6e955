"""URLs of organisations, their people and invitations."""

from django.urls import path

from assessments.views import (
    consultations,
    joining,
    labels,
    logos,
    organisations,
    people,
    register_page,
    sharing,
)

urlpatterns = [
    path("organisations/new/", organisations.new_organisation, name="new_organisation"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path("organisations/<slug:slug>/edit/", organisations.edit_organisation, name="edit_organisation"),
    path("organisations/<slug:slug>/reminders/", labels.reminders, name="reminders"),
    path("organisations/<slug:slug>/logo/", logos.edit_logo, name="edit_logo"),
    path("organisations/<slug:slug>/logo/picture/", logos.logo, name="logo"),
    path("organisations/<slug:slug>/logo/remove/", logos.delete_logo, name="remove_logo"),
    path("organisations/<slug:slug>/people/", people.new_member, name="new_member"),
    path("organisations/<slug:slug>/people/<int:number>/", people.member, name="member"),
    path("organisations/<slug:slug>/people/<int:number>/remove/", people.remove, name="remove_member"),
    path("organisations/<slug:slug>/join/", joining.join, name="join"),
    path("organisations/<slug:slug>/join/<int:number>/", joining.join_request, name="join_request"),
    path("organisations/<slug:slug>/join/<int:number>/decline/", joining.decline_join, name="decline_join"),
    path("organisations/<slug:slug>/ownership/", people.hand_ownership, name="hand_ownership"),
    path("organisations/<slug:slug>/owner/", people.appoint, name="appoint_owner"),
    path(
        "organisations/<slug:slug>/invitations/<int:number>/again/",
        people.send_invitation_again,
        name="send_invitation_again",
    ),
    path(
        "organisations/<slug:slug>/invitations/<int:number>/withdraw/",
        people.withdraw_open_invitation,
        name="withdraw_invitation",
    ),
    path("organisations/<slug:slug>/links/", sharing.share_links, name="share_links"),
    path("organisations/<slug:slug>/links/<int:number>/", sharing.share_link, name="share_link"),
    path("organisations/<slug:slug>/links/<int:number>/revoke/", sharing.revoke_share_link, name="revoke_share_link"),
    path("organisations/<slug:slug>/data.zip", sharing.organisation_data, name="organisation_data"),
    path("organisations/<slug:slug>/positions/", consultations.consultations, name="consultations"),
    path("organisations/<slug:slug>/positions/<int:number>/", consultations.consultation, name="consultation"),
    path("organisations/<slug:slug>/register/", register_page.write_page, name="write_register_page"),
    path("organisations/<slug:slug>/register/preview/", register_page.preview_page, name="preview_register_page"),
    path("organisations/<slug:slug>/register/publish/", register_page.publish_page, name="publish_register_page"),
    path("organisations/<slug:slug>/register/take-back/", register_page.take_back_page, name="take_back_register_page"),
    path("invitations/<slug:token>/", people.invitation, name="invitation"),
    path("organisations/<slug:slug>/assessments/", organisations.new_assessment, name="new_assessment"),
]
