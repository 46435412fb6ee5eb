"""Admin pages of invitations: staff enter an address, and send the link or pass it on."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analysis.access.accounts import invitations
from analysis.admin.concurrent_changes import ConcurrentChanges
from analysis.models import Invitation


class InvitationForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in django-stubs only
    """Asks for the address; all else follows."""

    class Meta:
        model = Invitation
        fields = ("email",)

    def clean_email(self) -> str:
        """Refuse an address that was invited already."""
        email: str = self.cleaned_data["email"]
        if invitations.pending().filter(email__iexact=email).exists():
            raise forms.ValidationError(gettext(invitations.AlreadyInvited().message))
        return email


@admin.register(Invitation)
class InvitationAdmin(ConcurrentChanges, admin.ModelAdmin):  # type: ignore[type-arg]  # generic in django-stubs only
    """Invitations; deleting one withdraws it."""

    form = InvitationForm
    list_display = ("email", "state", "invited_by", "created_at", "expires_at", "user")
    list_select_related = ("invited_by", "user")
    search_fields = ("email",)
    readonly_fields = ("state", "link", "invited_by", "created_at", "expires_at", "accepted_at", "user")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("email",)
        # The link is worth an account, so it is for those who may invite.
        hidden = () if self.has_add_permission(request) else ("link",)
        return ("email", *(name for name in self.readonly_fields if name not in hidden))

    @admin.display(description=_("state"))
    def state(self, invitation: Invitation) -> str:
        if invitation.accepted_at:
            return gettext("accepted")
        return gettext("pending") if _is_pending(invitation) else gettext("expired")

    @admin.display(description=_("link"))
    def link(self, invitation: Invitation) -> str:
        base: str = getattr(invitation, "base", "")
        return f"{base}{link_of(invitation)}" if _is_pending(invitation) else "-"

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the invitation, with the address of this server for its link."""
        found: Any = super().get_object(request, object_id, from_field)
        if found is not None:
            # The display of a field knows no request.
            found.base = request.build_absolute_uri("/")[:-1]
        return found

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        """Invite, send the link where the server sends mail, and show it."""
        assert isinstance(request.user, User)
        made = invitations.create(email=obj.email, invited_by=request.user)
        obj.__dict__.update(made.__dict__)
        address = request.build_absolute_uri(link_of(made))
        if settings.EMAIL_URL:
            invitations.send(made, address)
            sent = gettext("The link was sent to %(email)s. It can also be passed on: %(address)s")
            self.message_user(request, sent % {"email": obj.email, "address": address})
        else:
            unsent = gettext("This server sends no mail: pass on this link yourself: %(address)s")
            self.message_user(request, unsent % {"address": address}, messages.WARNING)


def _is_pending(invitation: Invitation) -> bool:
    return invitation.accepted_at is None and invitation.expires_at > now()


def link_of(invitation: Invitation) -> str:
    """Return the path of the page that accepts the invitation."""
    return reverse("invitation", args=[invitations.token_of(invitation)])
