"""What a change of a filter costs on a map of 2,325 areas: server time, bytes, time to the redraw.

The figures of docs/performance.md come from here:

    pytest tests/browser/test_speed.py -q -s -m proof

Times are the best of several changes, so that other work on the machine is not measured.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
import websockets
from playwright.sync_api import Page
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.conftest import Server, Visit, a_visit, run_server
from tests.edition_builder import Town, build_edition

pytestmark = [pytest.mark.browser, pytest.mark.proof]

SERVER_MS, SENT_BYTES, REDRAW_MS = 30, 60_000, 250
FIFTY_MS = 100
# Other work on a machine slows the clock and cools the caches; twice the aim is a fault of ours all the same.
SLACK = 2
CHANGES = ("food", "housing", "groceries", "all", "pooled")
STATE = Town(rows=46, columns=51, most=2325)

# Notes when a message leaves and arrives and how large it is, before Streamlit sees it.
LISTEN = """
(() => {
  const Plain = WebSocket;
  window.heard = [];
  window.WebSocket = class extends Plain {
    constructor(...all) { super(...all); this.addEventListener('message', (event) => {
      window.heard.push([performance.now(),
      event.data.byteLength ?? event.data.size ?? event.data.length]); }); }
    send(data) { window.sentAt = performance.now(); super.send(data); }
  };
})()
"""
CHANGE = """
async ([field, value]) => {
  const root = document.querySelector('.cn-map');
  const before = root.dataset.drawn;
  window.heard.length = 0;
  const select = document.querySelector(`.cn-chip[data-field=${field}] select`);
  const began = performance.now();
  select.value = value;
  select.dispatchEvent(new Event('change'));
  while (root.dataset.drawn === before) await new Promise(requestAnimationFrame);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const redrawn = performance.now() - began;
  await new Promise((done) => setTimeout(done, 700));
  return { redrawn, server: window.heard.at(-1)[0] - window.sentAt, bytes: window.heard.reduce((sum,
  m) => sum + m[1], 0) };
}
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("large") / "edition"
    build_edition(folder, STATE)
    yield from run_server(folder)


@pytest.fixture
def on_large(context, large: Server) -> Iterator[Visit]:
    context.add_init_script(LISTEN)
    yield from a_visit(context, large.address)


def change(page: Page, process: psutil.Process, value: str) -> dict[str, float]:
    """Choose another need; what it cost. `cpu`: what the server itself worked, in ms."""
    before = sum(process.cpu_times()[:2])
    cost = page.evaluate(CHANGE, ["need", value])
    return {**cost, "cpu": 1000 * (sum(process.cpu_times()[:2]) - before)}


@pytest.mark.slow
def test_a_filter_change_at_2325_areas(on_large: Visit, large: Server):
    page = on_large.open_map()
    page.wait_for_timeout(1500)
    assert page.locator(".cn-stage g > path").count() == 2325
    process = psutil.Process(large.process_id)
    first = [change(page, process, value) for value in CHANGES]
    again = [change(page, process, value) for value in CHANGES]
    for name, costs in (("first time", first), ("seen before", again)):
        print(f"{name}: " + ", ".join(f"{unit} {figures(costs, unit)}" for unit in costs[0]))
    both = first + again
    assert max(cost["bytes"] for cost in both) <= SENT_BYTES
    assert statistics.mean(cost["cpu"] for cost in both) <= SERVER_MS * SLACK
    assert min(cost["redrawn"] for cost in both) <= REDRAW_MS * SLACK


def figures(costs: list[dict[str, float]], name: str) -> str:
    values = [cost[name] for cost in costs]
    return f"{min(values):.0f} / {statistics.mean(values):.0f} / {max(values):.0f}"


@pytest.mark.slow
def test_the_server_alone(large: Server):
    """Processor time of a change with no browser beside the server; a reading that no other test asks for."""
    with ThreadPoolExecutor(1) as beside:
        first, again = beside.submit(asyncio.run, one_reader(large)).result()
    print(f"server alone: seen first {first:.0f} ms, seen before {again:.0f} ms, means")
    assert first <= SERVER_MS * SLACK
    assert again <= SERVER_MS


async def one_reader(server: Server) -> tuple[float, float]:
    """Mean processor time of a change to a need that nobody has looked at, and to one that somebody has."""
    process = psutil.Process(server.process_id)

    def worked() -> float:
        return 1000 * sum(process.cpu_times()[:2])

    stream = server.address.replace("http", "ws") + "/_stcore/stream"
    async with websockets.connect(
        stream, subprotocols=["streamlit"], max_size=None, origin=server.address
    ) as socket:
        await answer(socket, "all", reading="no_result")
        costs = []
        for _ in range(2):
            before = worked()
            for need in CHANGES:
                await asyncio.sleep(0.5)
                await answer(socket, need, reading="no_result")
            await asyncio.sleep(0.5)
            costs.append((worked() - before) / len(CHANGES))
    return costs[0], costs[1]


@pytest.mark.slow
def test_fifty_sessions_are_answered_while_all_of_them_click(large: Server):
    """Fifty readers on one server, each choosing another need every second and a half."""
    with ThreadPoolExecutor(1) as beside:  # Playwright keeps a loop of its own in this thread
        waits = beside.submit(asyncio.run, many_sessions(large.address, sessions=50, clicks=4)).result()
    p95 = statistics.quantiles(waits, n=20)[-1]
    print(f"fifty sessions: p50 {statistics.median(waits):.0f} ms, p95 {p95:.0f} ms")
    assert len(waits) == 200
    assert statistics.median(waits) <= FIFTY_MS * SLACK


async def many_sessions(address: str, sessions: int, clicks: int) -> list[float]:
    """Milliseconds from each click to the end of its answer."""
    waits: list[float] = []
    async with asyncio.TaskGroup() as group:
        for number in range(sessions):
            group.create_task(one_session(address, number, clicks, waits))
    return waits


async def one_session(address: str, number: int, clicks: int, waits: list[float]) -> None:
    stream = address.replace("http", "ws") + "/_stcore/stream"
    async with websockets.connect(
        stream, subprotocols=["streamlit"], max_size=None, origin=address
    ) as socket:
        await answer(socket, "all")
        for click in range(clicks):
            await asyncio.sleep(1 + number * 37 % 100 / 100)
            waits.append(await answer(socket, CHANGES[(number + click) % len(CHANGES)]))


async def answer(socket: websockets.ClientConnection, need: str, reading: str = "turned_away") -> float:
    """Ask for the map of one need as the browser does; milliseconds until its last message."""
    asked = BackMsg()
    asked.rerun_script.page_name = "map"
    asked.rerun_script.query_string = f"indicator=result_share&reading={reading}&period=2025&need={need}"
    began = time.perf_counter()
    await socket.send(asked.SerializeToString())
    while True:
        heard = ForwardMsg()
        heard.ParseFromString(await socket.recv())
        if heard.WhichOneof("type") == "script_finished":
            return 1000 * (time.perf_counter() - began)
