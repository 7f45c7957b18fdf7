"""Thirty people at once: sessions that speak the dashboard's own protocol, each opening and changing pages.

Belongs here: the server's answers under that load. Does not: drawing them: each person brings their own machine, and
thirty browsers on two cores would measure the browsers (`pages` measures one).
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from dashboards.address import PAGES
from tests.bench.figures import Figure, percentile
from tests.bench.plan import Plan
from tests.bench.serving import sample_home, served

ACTIONS = 5
PAUSE_SECONDS = (3.0, 7.0)
PROVINCES = ("", "31", "66", "82")


@dataclass
class Heard:
    """Seconds of answers and what went wrong."""

    opened: list[float] = field(default_factory=list)
    changed: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def measure(plan: Plan) -> Iterator[Figure]:
    people = plan.sizes.people
    with served(plan, sample_home(plan)) as address:
        asyncio.run(_crowd(address, people=1, pauses=(0.0, 0.1)))  # a warm server
        heard = asyncio.run(_crowd(address, people=people, pauses=PAUSE_SECONDS))
        burst = asyncio.run(_crowd(address, people=people, pauses=(0.0, 0.0)))
    answers = heard.opened + heard.changed
    note = f"{people} sessions, an action every 3–7 s each, {len(answers)} answers of the server, p95"
    yield Figure(f"{people} people at once", percentile(answers, 0.95), "s", 1, note=note)
    yield Figure("  median", percentile(answers, 0.5), "s")
    yield Figure("  errors", len(heard.errors), "", 0, note="; ".join(sorted(set(heard.errors)))[:120])
    answers = burst.opened + burst.changed
    note = f"nobody pauses: {people} answers asked for at every moment"
    yield Figure("  all in the same second, p95", percentile(answers, 0.95), "s", note=note)
    yield Figure("  errors then", len(burst.errors), "", 0, note="; ".join(sorted(set(burst.errors)))[:120])


async def _crowd(address: str, *, people: int, pauses: tuple[float, float]) -> Heard:
    heard = Heard()
    await asyncio.gather(*(_person(address, number, pauses, heard) for number in range(people)))
    return heard


async def _person(address: str, number: int, pauses: tuple[float, float], heard: Heard) -> None:
    chance = random.Random(number)
    await asyncio.sleep(chance.uniform(0, pauses[1]))
    began = time.perf_counter()
    url = f"ws://{urlsplit(address).netloc}/_stcore/stream"
    async with connect(url, subprotocols=[Subprotocol("streamlit")], max_size=None) as connection:
        pages: dict[str, str] = {}
        await _ask(connection, "", "", pages, heard)
        heard.opened.append(time.perf_counter() - began)
        for _ in range(ACTIONS):
            await asyncio.sleep(chance.uniform(*pauses))
            path = chance.choice(list(PAGES.values()))
            province = chance.choice(PROVINCES)
            began = time.perf_counter()
            await _ask(connection, urlencode({"province": province} if province else {}), pages[path], pages, heard)
            heard.changed.append(time.perf_counter() - began)


async def _ask(connection: ClientConnection, query: str, page: str, pages: dict[str, str], heard: Heard) -> None:
    """Ask for a page and read until its script has finished; learn the ids of the pages on the way."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_script_hash = page
    await connection.send(message.SerializeToString())
    while True:
        answer = ForwardMsg.FromString(await connection.recv(decode=False))
        kind = answer.WhichOneof("type")
        if kind == "navigation":
            pages.update({known.url_pathname: known.page_script_hash for known in answer.navigation.app_pages})
            for known in answer.navigation.app_pages:
                if known.is_default:
                    pages[""] = known.page_script_hash
        elif kind == "delta" and answer.delta.new_element.WhichOneof("type") == "exception":
            heard.errors.append(answer.delta.new_element.exception.message)
        elif kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            return
        elif kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            heard.errors.append("the script does not compile")
            return
