"""What was found about the author's part in the comments."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AuthorThread:
    """A thread in which the video's author answered."""

    comment_id: str
    question: str
    reply_id: str
    reply: str
    reply_seconds: float | None
    #: Whether ``question`` asks something, or the author answered a remark.
    is_question: bool = False


@dataclass(frozen=True)
class AuthorActivity:
    """How the video's author takes part, known by the channel's id."""

    replies: int
    #: Share of the fetched threads that the author answered, 0 to 1; None without threads.
    reply_rate: float | None
    median_reply_seconds: float | None
    threads: tuple[AuthorThread, ...]
    #: Threads of the audience that begin with a question, and how many of these the author answered.
    questions: int = 0
    questions_answered: int = 0
    #: The questions without an answer of the author, most liked first, ten at most.
    unanswered_ids: tuple[str, ...] = ()
    #: Wilson's 95 % interval of ``reply_rate``.
    reply_rate_95: tuple[float, float] | None = None
    #: Threads that the author began.
    own_comments: int = 0
    pinned_comment_id: str | None = None
    #: Comments that bear the author's heart.
    hearted: int = 0
