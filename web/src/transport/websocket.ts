// SPDX-License-Identifier: Apache-2.0
// Frames over a WebSocket: subprotocol godwit.v1, one binary message each.
import type { Dial } from "./transport";

export function socketUrl(page: { protocol: string; host: string }): string {
  return `${page.protocol === "https:" ? "wss:" : "ws:"}//${page.host}/v1/ws`;
}

export function webSocketDial(url: string): Dial {
  return (events) => {
    let over = false;
    const socket = new WebSocket(url, "godwit.v1");
    socket.binaryType = "arraybuffer";
    const end = (): void => {
      if (over) return;
      over = true;
      events.closed();
    };
    socket.onopen = () => {
      if (!over) events.opened();
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (!over && event.data instanceof ArrayBuffer) events.frame(new Uint8Array(event.data));
    };
    socket.onclose = end;
    socket.onerror = end;
    return {
      send: (frame) => {
        if (!over && socket.readyState === WebSocket.OPEN) socket.send(frame);
      },
      close: () => {
        over = true;
        socket.close();
      },
    };
  };
}
