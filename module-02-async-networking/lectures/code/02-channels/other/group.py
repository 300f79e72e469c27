"""Cancellation is an exception, thrown where a task waits."""

import asyncio


async def fetch(name: str, seconds: float) -> str:
    try:
        await asyncio.sleep(seconds)
        if name == "b":
            raise ValueError("b is broken")
        return name
    except asyncio.CancelledError:
        print("  cancelled:", name)
        raise


async def stubborn() -> None:
    for attempt in range(3):
        try:
            await asyncio.sleep(0.03)
            return
        except BaseException:  # retries everything, and so its own end
            print("  attempt", attempt, "failed")


async def main() -> None:
    print("a group ends when all have ended:")
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(fetch(name, s)) for name, s in [("a", 9), ("b", 0.01), ("c", 9)]]
    except* ValueError as errors:
        print("  raised:", errors.exceptions)
    print("  done:", all(task.done() for task in tasks))

    print("a task that swallows its end:")
    async with asyncio.timeout(0.01):
        await stubborn()
    print("  no TimeoutError")


asyncio.run(main())
