// SPDX-License-Identifier: Apache-2.0
// Wires between a client and the FakeServer, on virtual time: each frame takes one millisecond; it can be cut and be silent.
import type { Dial, WireEvents } from "../../src/transport/transport";
import { FakeConnection } from "./fake-connection";
import type { FakeServer } from "./fake-server";
import type { VirtualWorld } from "./virtual-world";

export class FakeNetwork {
  /** Dials so far. */
  dials = 0;
  /** false = nothing can be reached. */
  up = true;
  /** Frames to the client are lost while set. */
  deaf = false;
  connection: FakeConnection | null = null;
  onConnection: (connection: FakeConnection) => void = () => {};
  private events: WireEvents | null = null;

  constructor(
    private readonly server: FakeServer,
    private readonly world: VirtualWorld,
  ) {}

  readonly dial: Dial = (events) => {
    this.dials += 1;
    let open = true;
    const alive = (): boolean => open && this.events === events;
    this.events = events;
    const connection = new FakeConnection(
      this.server,
      (frame) => {
        if (!this.deaf) this.world.after(1, () => alive() && events.frame(frame));
      },
      () => this.world.after(2, () => alive() && events.closed()),
    );
    this.world.after(1, () => {
      if (!alive()) return;
      if (!this.up) {
        this.events = null;
        events.closed();
        return;
      }
      this.connection = connection;
      this.onConnection(connection);
      events.opened();
    });
    return {
      send: (frame) => void this.world.after(1, () => alive() && connection.receive(frame)),
      close: () => {
        open = false;
        connection.end();
        if (this.connection === connection) this.connection = null;
      },
    };
  };

  /** The connection breaks; frames under way are lost. */
  cut(): void {
    const events = this.events;
    this.events = null;
    this.connection?.end();
    this.connection = null;
    events?.closed();
  }
}
