"""Each attack of the table is found out by what the table says, and by nothing less."""

import pytest
from django.db import transaction
from tests.ledger.attacks import ATTACKS, Attack
from tests.ledger.rebuilding import forget_checkpoints
from tests.ledger.tampering import findings

from aboveboard.ledger.models import Checkpoint

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.words)
def test_an_attack_is_found_out_as_the_table_says(filed, now, attack: Attack):
    outside = Checkpoint.objects.get(size=40).note.encode()
    attack.do()
    own = findings(now)
    with transaction.atomic():
        forget_checkpoints()
        alone = findings(now)
        with_outside = findings(now, external_checkpoints=[outside])
        transaction.set_rollback(True)
    found = (bool(alone), bool(own), bool(with_outside))
    assert found == (attack.alone, attack.own, attack.outside), (alone, own, with_outside)


def test_nothing_that_was_tried_stays_hidden_from_one_checkpoint_outside():
    assert all(attack.outside for attack in ATTACKS)
