import pytest

from analysis.pipeline.nlp.sentences import quotations


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ('He said "hold my cup" and ran', "He said   and ran"),
        ("„Das passt schon so“ und weg", "  und weg"),
        ("« on verra bien demain » quelle phrase", "  quelle phrase"),
        ("“我也不知道怎么办”笑死", " 笑死"),
        ('it is spelt "its", not "it\'s"', 'it is spelt "its", not "it\'s"'),
        ('a 5" screw and a 7" screw', 'a 5" screw and a 7" screw'),
        ("no quotation", "no quotation"),
    ],
)
def test_quotations_of_three_words_are_taken_out(text, own):
    assert quotations.without_quotations(text) == own


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [
        ("Someone hands you a list and says: “Well!", True),
        ('and then it will be ready!"', True),
        ("他把面包递给你说：「好吃", True),
        ("„Das passt schon“, sagt sie.", False),
        ("”Bra”, säger hon och »går« därifrån.", False),
        ('A 5" screw holds "the shelf" well.', False),
    ],
)
def test_half_a_quotation_is_seen(text, is_cut):
    assert quotations.is_cut(text) == is_cut
