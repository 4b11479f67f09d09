"""What every table says of itself."""

import re

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Q
from tests.architecture.rooms import our_models, room_labels, states

MODELS = our_models()


def constraints_in(condition: Q) -> set[tuple[str, frozenset[str]]]:
    """Every `column__in=[...]` that stands anywhere in a condition."""
    found = set()
    for child in condition.children:
        if isinstance(child, Q):
            found |= constraints_in(child)
        elif isinstance(child, tuple) and child[0].endswith("__in"):
            found.add((child[0].removesuffix("__in"), frozenset(str(value) for value in child[1])))
    return found


def allowed_values(model: type[models.Model]) -> set[tuple[str, frozenset[str]]]:
    """The values to which the database itself holds a column of `model`."""
    return {
        pair
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
        and isinstance(constraint.condition, Q)
        # Whole conditions and their conjunctions only: one branch of an OR holds nothing by itself.
        and (constraint.condition.connector == Q.AND or len(constraint.condition.children) == 1)
        for pair in constraints_in(constraint.condition)
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_model_says_its_legal_states_and_whose_data_it_keeps(model):
    docstring = model.__doc__ or ""
    assert re.search(r"^\s*Legal states?:", docstring, re.MULTILINE), f"{model.__name__}: add `Legal states:`"
    assert re.search(r"^\s*Personal data:", docstring, re.MULTILINE), (
        f"{model.__name__}: add `Personal data:` (whose, what, why kept, how long; or `none`)"
    )


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_database_allows_a_column_of_choices_nothing_else(model):
    for field in model._meta.local_fields:
        if field.choices and isinstance(field, models.CharField):
            values = frozenset(str(value) for value, _ in field.flatchoices)
            allowed = {pair for pair in allowed_values(model) if pair[0] == field.name}
            assert (field.name, values) in allowed, f"{model.__name__}.{field.name} needs a CheckConstraint"


def test_every_state_is_held_by_the_database():
    held = {values for model in MODELS for _, values in allowed_values(model)}
    loose = [state.__name__ for state in states() if frozenset(state) not in held]
    assert not loose, "mirror these in a CheckConstraint"


def test_tables_that_belong_to_nobody_are_not_ours():
    ours = {f"aboveboard.{room}" for room in room_labels()}
    assert {model._meta.app_config.name for model in MODELS} <= ours


def test_each_room_has_its_own_label():
    for config in apps.get_app_configs():
        if config.name.startswith("aboveboard."):
            assert config.label == config.name.removeprefix("aboveboard.")
