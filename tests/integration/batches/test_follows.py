"""Followed channels and playlists: what a check takes, when the next one is, and what a lost worker leaves behind."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from analysis import counters, youtube
from analysis.batches import checking, follows, services
from analysis.exceptions import RateLimited, SourcePaused, TemporaryError
from analysis.models import Batch, Follow
from analysis.pipeline import values
from analysis.sources.ytdlp_errors import ListNotFound
from tests.support import batches
from tests.support.factories import BASIC_OPTIONS, UserFactory

pytestmark = pytest.mark.django_db
CHANNEL = youtube.parse_list("https://www.youtube.com/@harbourtalks")
PLAYLIST = youtube.parse_list("https://www.youtube.com/playlist?list=PLabcdefghijkl")


def follow(source=CHANNEL, **fields):
    """Return what was stored of a new follow."""
    return follows.follow_create(owner=fields.pop("owner", None), source=source, options=BASIC_OPTIONS, **fields)


def check(followed=None, *, at_once=True):
    """Have what is due checked, as dispatcher and worker do; return the outcomes."""
    if followed is not None and at_once:
        follows.follow_check(follow=followed)
    outcomes = [checking.run(key) for key in checking.take_due()]
    if followed is not None:
        followed.refresh_from_db()
    return outcomes


def analysed():
    """Return the numbers of the videos of each batch, the oldest batch first."""
    return [
        [int(key[5:]) for key in batch.members.values_list("video_id", flat=True)]
        for batch in Batch.objects.order_by("created_at")
    ]


def yesterday(followed):
    """Let the last check have been a day ago."""
    day = timedelta(days=1)
    followed.videos.exclude(taken_at=None).update(taken_at=now() - day)
    Follow.objects.filter(pk=followed.pk).update(last_checked_at=now() - day, next_check_at=now())


def test_the_first_check_takes_the_newest_and_later_ones_what_is_new(channel):
    followed = follow(newest=2)
    assert check(followed) == ["new: 2"]
    assert analysed() == [[3, 2]]
    assert check(followed) == ["new: 0"]
    channel.numbers = [5, 4, 3, 2, 1]
    assert check(followed) == ["new: 2"]
    assert analysed() == [[3, 2], [5, 4]]
    assert channel.asked == [(CHANNEL.address, checking.CHANNEL_VIDEOS)] * 3


def test_its_batches_are_ordinary_ones_of_its_owner(channel):
    owner = UserFactory()
    followed = follow(owner=owner, caller="user:1", newest=1, reuse_results=False, request_id="r1")
    check(followed)
    batch = Batch.objects.get()
    assert (batch.owner, batch.caller, batch.options, batch.reuse_results) == (owner, "user:1", BASIC_OPTIONS, False)
    assert (batch.follow, batch.request_id, batch.counts["total"]) == (followed, "r1", 1)
    assert batch.name == f"Harbour Talks {now():%Y-%m-%d}"
    assert batch.members.get().title == "Talk 3"


def test_without_videos_to_begin_with_only_later_ones_are_taken(channel):
    followed = follow(newest=0)
    assert check(followed) == ["new: 0"]
    channel.numbers = [4, 3, 2, 1]
    check(followed)
    assert analysed() == [[4]]


def test_what_exceeds_the_day_waits_and_is_taken_on_the_next_the_newest_first(channel):
    followed = follow(newest=0, max_per_day=2, interval_hours=72)
    check(followed)
    channel.numbers = [8, 7, 6, 3, 2, 1]
    check(followed)
    assert analysed() == [[8, 7]]
    assert "Waiting for another day: 1." in followed.message
    # It does not wait for the whole interval.
    assert followed.next_check_at < now() + timedelta(hours=25)
    assert check(followed) == ["new: 0"]
    yesterday(followed)
    check(followed)
    assert analysed() == [[8, 7], [6]]


def test_a_playlist_is_read_to_its_end_where_new_videos_stand(channel):
    followed = follow(PLAYLIST, newest=0)
    channel.numbers = list(range(1, 41))
    check(followed)
    channel.numbers = list(range(1, 43))
    check(followed)
    assert sorted(analysed()[0]) == [41, 42]
    assert channel.asked[-1] == (PLAYLIST.address, services.MAX_MEMBERS)


@pytest.mark.parametrize("source", [CHANNEL, PLAYLIST], ids=["channel", "playlist"])
def test_videos_that_could_not_be_seen_are_said_to_be_so(channel, source):
    followed = follow(source, newest=0)
    check(followed)
    channel.numbers, channel.is_cut = [9, 8, 7], True
    check(followed)
    assert [each["code"] for each in followed.warnings] == ["LIST_CUT"]


def test_a_channel_that_has_more_videos_than_are_read_is_no_reason_to_warn(channel):
    channel.is_cut = True
    followed = follow(newest=0)
    check(followed)
    channel.numbers = [4, 3, 2, 1]
    check(followed)
    assert followed.warnings == []


def test_the_next_check_is_after_the_interval(channel):
    followed = follow(interval_hours=6)
    check(followed)
    assert timedelta(hours=5.9) < followed.next_check_at - now() <= timedelta(hours=6)
    assert check(followed, at_once=False) == []


# Two at a time, and lost workers


def test_of_two_dispatchers_one_starts_a_check(channel):
    follow()
    assert len(checking.take_due()) == 1
    assert checking.take_due() == []


def test_the_same_message_twice_checks_once(channel):
    followed = follow()
    assert checking.run(str(followed.pk)) == "new: 1"
    assert checking.run(str(followed.pk)) == "skipped"
    assert len(analysed()) == 1


def test_the_same_message_during_a_check_leaves_it_to_the_worker_that_has_it(channel, monkeypatch):
    followed = follow()
    found = values.VideoList("", (values.ListedVideo("video000001", ""),), False)
    outcomes = []

    def read(*args, **kwargs):
        outcomes.append(checking.run(str(followed.pk)))
        return found

    monkeypatch.setattr(batches.Channel, "list_videos", read)
    assert checking.run(str(followed.pk)) == "new: 1"
    assert outcomes == ["skipped"]


def test_a_check_whose_worker_died_before_it_stored_anything_is_repeated(channel):
    followed = follow(newest=3)
    checking.take_due()  # and nothing more: the worker is killed
    Follow.objects.update(list_lease_until=now() - timedelta(seconds=1))
    assert check(followed, at_once=False) == ["new: 3"]


def test_a_kill_between_the_list_and_the_batch_loses_and_doubles_nothing(channel, monkeypatch):
    followed = follow(newest=3)

    class Killed(BaseException):
        pass

    def die(*args, **labels):
        assert Batch.objects.count() == 1  # in the transaction that the kill ends
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(counters, "add_on_commit", die)
        with pytest.raises(Killed):
            checking.run(str(followed.pk))
    assert (Batch.objects.count(), followed.videos.count()) == (0, 0)
    Follow.objects.update(list_lease_until=now() - timedelta(seconds=1))
    assert check(followed, at_once=False) == ["new: 3"]
    assert analysed() == [[3, 2, 1]]


def test_a_worker_that_was_overtaken_stores_nothing(channel, monkeypatch):
    followed = follow()

    def overtaken(*args, **kwargs):
        Follow.objects.update(list_fence=99)
        return values.VideoList("", (values.ListedVideo("video000001", ""),), False)

    monkeypatch.setattr(batches.Channel, "list_videos", overtaken)
    assert checking.run(str(followed.pk)) == "stopped"
    assert (Batch.objects.count(), followed.videos.count()) == (0, 0)


def test_a_check_that_kills_its_workers_is_a_failed_one(channel, settings):
    followed = follow()
    Follow.objects.update(list_attempts=settings.MAX_ATTEMPTS)
    assert check(followed) == ["waits: INTERNAL_ERROR"]
    assert (followed.failures, followed.list_attempts) == (1, 0)


def test_one_that_is_paused_during_its_check_gets_no_batch(channel, monkeypatch):
    followed = follow()

    def paused(*args, **kwargs):
        follows.follow_update(follow=followed, enabled=False)
        return values.VideoList("", (values.ListedVideo("video000001", ""),), False)

    monkeypatch.setattr(batches.Channel, "list_videos", paused)
    assert checking.run(str(followed.pk)) == "stopped"
    assert not Batch.objects.exists()


# Failures


def test_a_temporary_error_is_followed_by_checks_further_and_further_apart(channel):
    followed = follow()
    channel.error = TemporaryError("YouTube could not be reached.")
    waits = []
    for _ in range(10):
        assert check(followed) == ["waits: SERVICE_UNAVAILABLE"]
        waits.append(round((followed.next_check_at - now()).total_seconds() / 60))
    assert waits[:4] == [10, 20, 40, 80]
    assert waits[-1] == 24 * 60
    assert (followed.failures, followed.enabled) == (10, True)
    assert (followed.error_code, followed.message) == ("SERVICE_UNAVAILABLE", "YouTube could not be reached.")
    channel.error = None
    check(followed)
    assert (followed.failures, followed.error_code, followed.error_message) == (0, "", "")


def test_a_pause_of_the_source_is_waited_for_and_is_no_failure(channel):
    followed = follow()
    channel.error = SourcePaused(code=RateLimited.code, retry_after=600)
    check(followed)
    assert (followed.failures, followed.error_code) == (0, RateLimited.code)
    assert timedelta(seconds=590) < followed.next_check_at - now() <= timedelta(seconds=600)


def test_a_list_that_stays_absent_is_paused_in_the_end_and_says_why(channel):
    followed = follow()
    channel.error = ListNotFound()
    for _ in range(checking.MAX_FAILURES - 1):
        assert check(followed) == ["waits: LIST_NOT_FOUND"]
    assert check(followed) == ["paused: LIST_NOT_FOUND"]
    assert (followed.enabled, followed.next_check_at) == (False, None)
    assert followed.message == f"{ListNotFound().message} Paused after 7 failed checks."
    follows.follow_update(follow=followed, enabled=True)
    channel.error = None
    assert check(followed, at_once=False) == ["new: 1"]


def test_an_empty_channel_is_no_error(channel):
    channel.numbers = []
    followed = follow(newest=3)
    assert check(followed) == ["new: 0"]
    channel.numbers = [1]
    check(followed)
    assert analysed() == [[1]]


def test_where_the_caller_has_too_many_batches_the_new_videos_wait(channel, settings):
    settings.MAX_ACTIVE_BATCHES = 1
    other = batches.make(9, caller="user:1")
    followed = follow(caller="user:1", newest=2)
    assert check(followed) == ["waits: QUOTA_EXCEEDED"]
    assert followed.next_check_at < now() + timedelta(minutes=11)
    services.batch_cancel(batch=other)
    check(followed)
    assert analysed() == [[9], [3, 2]]


def test_a_fault_of_ours_is_recorded_and_raised(channel):
    followed = follow()
    channel.error = ZeroDivisionError()
    follows.follow_check(follow=followed)
    with pytest.raises(ZeroDivisionError):
        check(followed)
    followed.refresh_from_db()
    assert (followed.error_code, followed.list_lease_until) == ("INTERNAL_ERROR", None)


def test_nothing_is_checked_for_those_who_may_not_use_the_service_any_more(channel, settings):
    owner = UserFactory()
    follow(owner=owner)
    follow()
    owner.is_active = False
    owner.save()
    settings.AUTH_REQUIRED = True
    assert checking.take_due() == []
    settings.AUTH_REQUIRED = False
    assert len(checking.take_due()) == 1


def test_a_caller_follows_as_many_as_may_be(channel, settings):
    settings.MAX_FOLLOWS = 1
    follow(caller="user:1")
    follow(caller="user:2")
    with pytest.raises(Exception, match="as many channels"):
        follow(youtube.parse_list("https://www.youtube.com/@tides"), caller="user:1")
