"""Clients on the library websockets: client.py URL COUNT; each closes as the library does by itself."""
import asyncio
import sys

import websockets


async def main(url, count):
    for _ in range(count):
        connection = await websockets.connect(url)
        await connection.close()
        print("closed", flush=True)


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
