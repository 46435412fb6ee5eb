"""Invitations: a signed link with which one person creates one account."""

import logging
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now

from analysis.access.accounts import new_accounts
from analysis.access.limits import quotas
from analysis.exceptions import AnalysisError
from analysis.models import Invitation

logger = logging.getLogger(__name__)

_SALT = "analysis.invitations"


class InvitationEnded(AnalysisError):
    """This invitation was accepted or withdrawn, or it has expired. Ask for a new one."""

    code = "NOT_FOUND"


class AlreadyInvited(AnalysisError):
    """This address has an invitation that can still be accepted. Withdraw it first."""

    code = "CONFLICT"


@transaction.atomic
def create(*, email: str, invited_by: User | None) -> Invitation:
    """Invite the person who reads the mail of ``email``: a second link would make a second account.

    Raises:
        AlreadyInvited: the address has an invitation.
    """
    quotas.lock(f"invitation of {email.casefold()}")
    if pending().filter(email__iexact=email).exists():
        raise AlreadyInvited
    expires_at = now() + timedelta(days=settings.INVITATION_DAYS)
    return Invitation.objects.create(email=email, invited_by=invited_by, expires_at=expires_at)


def pending() -> QuerySet[Invitation]:
    """Return the invitations that can still be accepted."""
    return Invitation.objects.filter(accepted_at=None, expires_at__gt=now())


def delete_expired() -> None:
    """Delete the invitations that were not accepted in time, with the addresses that they hold."""
    Invitation.objects.filter(accepted_at=None, expires_at__lt=now()).delete()


def token_of(invitation: Invitation) -> str:
    """Return what a link contains: the id, signed with SECRET_KEY and the time of the invitation.

    After a restore another invitation may get the id of one whose link is still around.
    """
    return signing.Signer(salt=f"{_SALT} {invitation.created_at.timestamp()}").sign(str(invitation.pk))


def find(token: str) -> Invitation:
    """Return the invitation of a link.

    Raises:
        InvitationEnded: it was accepted, withdrawn or has expired, or the link was never one of ours.
    """
    try:
        found = pending().get(pk=token.partition(":")[0])
    except (ValueError, Invitation.DoesNotExist) as error:
        raise InvitationEnded from error
    if not constant_time_compare(token, token_of(found)):
        raise InvitationEnded
    return found


@transaction.atomic
def accept(invitation: Invitation, user: User) -> None:
    """Save ``user``, whose password is hashed already, with the address of the invitation.

    Raises:
        InvitationEnded: somebody has accepted the invitation meanwhile, or it has expired.
        ValidationError: somebody has taken the name meanwhile.
    """
    if not pending().select_for_update().filter(pk=invitation.pk).exists():
        raise InvitationEnded
    user.email = invitation.email
    new_accounts.save_new(user)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=now(), user=user)
    logger.info("invitation %s accepted by user %s", invitation.pk, user.pk)


def send(invitation: Invitation, address: str) -> None:
    """Send the link ``address`` of an invitation by mail."""
    context = {"address": address, "expires_at": invitation.expires_at}
    get_adapter().send_mail("account/email/invitation", invitation.email, context)
