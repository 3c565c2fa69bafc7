// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
import { userLog } from "../../src/proto/log-name";
import { Device } from "../peer/device";
import { FakeServer, type FakeUser } from "../peer/fake-server";
import { VirtualWorld } from "../peer/virtual-world";

let world: VirtualWorld;
let server: FakeServer;
let anna: FakeUser;
let bo: FakeUser;

beforeEach(() => {
  world = new VirtualWorld();
  server = new FakeServer(() => world.wall());
  anna = server.register("anna", "password", "Anna");
  bo = server.register("bo", "password", "Bo");
  server.befriend(anna.id, bo.id, "hello");
});

describe("contacts", () => {
  it("follow the user log", () => {
    const device = new Device(server, world, anna).start();
    world.pass(1000);
    server.setContact(anna.id, bo.id, { alias: "Bobo" });
    world.pass(10);
    expect(device.people.get(bo.id)?.alias).toBe("Bobo");
  });

  it("changed during an absence are caught up with", () => {
    const device = new Device(server, world, anna).start();
    world.pass(1000);
    device.network.up = false;
    device.network.cut();
    server.setContact(anna.id, bo.id, { alias: "Bobo" });
    server.setContact(anna.id, bo.id, { blocked: true });
    device.network.up = true;
    world.pass(5000);
    expect(device.people.get(bo.id)).toMatchObject({ alias: "Bobo", blocked: true });
    expect(device.records.get(userLog(anna.id))?.range?.high).toBe(server.log(userLog(anna.id)).entries.length);
  });

  it("bring the own profile as well", () => {
    const device = new Device(server, world, anna).start();
    world.pass(1000);
    const user = { id: anna.id, handle: "anna", name: "Anna L." };
    server.append(userLog(anna.id), anna.id, { kind: { case: "profileChanged", value: { user } } }, false);
    world.pass(10);
    expect(device.selfName).toBe("Anna L.");
  });
});
