"""The search for cycles, put off and taken up again."""

import gc

import pytest

from pipelines.cycles import no_search_for_cycles, what_is_there_stays


def test_the_search_stops_in_the_block_and_goes_on_after_it() -> None:
    with no_search_for_cycles():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_search_goes_on_when_the_block_failed() -> None:
    with pytest.raises(ValueError, match="invalid"), no_search_for_cycles():
        int("invalid")
    assert gc.isenabled()


def test_a_search_that_was_off_before_stays_off() -> None:
    gc.disable()
    try:
        with no_search_for_cycles(), no_search_for_cycles():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_was_there_is_left_out_only_in_the_block() -> None:
    before = gc.get_freeze_count()
    with what_is_there_stays():
        assert gc.get_freeze_count() > before
    assert gc.get_freeze_count() == 0
