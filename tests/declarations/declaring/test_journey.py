"""The journey of a declaration, through its pages."""

import pytest
from tests.declarations.declaring.conftest import SmallSchool, declare_friend

from aboveboard.declarations.models import Declaration

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fixed_clock")]


def test_a_friend_who_is_a_parent_is_declared_on_six_screens(small: SmallSchool):
    walk = declare_friend(small.teacher)
    assert walk.page.h1 == "Check and sign"
    assert "Yes, if you declare it." in walk.page.text
    assert "Olive Office" in walk.page.text
    assert "Simon Senior" in walk.page.text
    walk.sign()
    assert walk.screens == 6
    assert "Signed and sent" in walk.page.text
    filed = Declaration.objects.get()
    assert filed.reference in walk.page.text
    assert filed.person == small.teacher
    assert {row.person for row in filed.recipients.all()} == {small.office, small.senior}
    assert walk.pages.download(
        walk.page.follow("What you signed (PDF) about Priya Example, " + filed.reference)
    )
