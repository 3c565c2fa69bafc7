#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Logs in and sends a note to oneself: chat.py ws://127.0.0.1:8080/v1/ws HANDLE PASSWORD TEXT   (apt: python3-websockets)"""
import asyncio, json, sys, uuid, websockets

async def main(url, handle, password, text):
    async with websockets.connect(url, subprotocols=["godwit.v1.json"]) as ws:
        async def call(method, **params):
            await ws.send(json.dumps({"id": 1, "method": method, "params": params}))
            while "id" not in (answer := json.loads(await ws.recv())): pass  # updates come in between
            return answer.get("result") or sys.exit(answer["error"])
        await call("Hello", minVersion=1, maxVersion=1)
        token = (await call("LogIn", handle=handle, password=password))["token"]
        me = (await call("Hello", minVersion=1, maxVersion=1, token=token))["self"]["id"]
        sent = await call("SendMessage", log=f"d.{me}.{me}", clientId=str(uuid.uuid4()), text={"text": text})
        print("stored with seq", sent["appended"]["seq"])

asyncio.run(main(*sys.argv[1:]))
