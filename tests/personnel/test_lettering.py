import pytest

from aboveboard.personnel.lettering import printable, reads_from_the_right


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Ánh",
        "Łukasz Żółć",
        "Zoë O’Neill-Ünal",
        "امينة يوسف",
        "محمد‌علی",
        "தமிழ்ச்செல்வி",
        "张伟",
        "김민준",
        "ਗੁਰਪ੍ਰੀਤ",
        "עדי",
    ],
)
def test_a_name_that_the_fonts_cover_is_left_as_it_is(name):
    assert printable(name) == name


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Sam 😀", "Sam [U+1F600]"),
        ("a\x07b", "a[U+0007]b"),
        ("Ann\u202enhoJ", "Ann[U+202E]nhoJ"),
        ("co\u00adop", "co[U+00AD]op"),
        ("\ud800x", "[U+D800]x"),
        ("👩\u200d👧", "[U+1F469][U+200D][U+1F467]"),
        ("k\u0937\u094d", "k\u0937\u094d"),
        ("x\u0f39", "x[U+0F39]"),
        ("❤\ufe0f", printable("❤")),
    ],
)
def test_what_cannot_be_drawn_or_would_hide_is_named_by_its_code_point(written, shown):
    assert printable(written) == shown


def test_line_ends_of_every_kind_become_line_feeds_and_other_white_space_a_space():
    assert printable("a\r\nb\rc\u2028d\te\u00a0f\u3000g") == "a\nb\nc\nd e f g"


def test_the_same_letters_in_two_encodings_print_the_same():
    assert printable("Nguye\u0302\u0303n") == printable("Nguyễn")


def test_a_word_too_long_for_a_line_may_break_and_an_ordinary_one_may_not():
    assert printable("w" * 70) == "\u200b".join(("w" * 32, "w" * 32, "w" * 6))
    assert printable("w" * 32 + " " + "w" * 32) == "w" * 32 + " " + "w" * 32


@pytest.mark.parametrize(
    ("text", "from_right"),
    [("امينة Yusuf", True), ("Amina امينة", False), ("12 עדי", True), ("", False), ("12!", False)],
)
def test_the_first_letter_decides_from_which_side_a_paragraph_is_read(text, from_right):
    assert reads_from_the_right(text) is from_right
