// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import { lastSeen } from "../../model/dates";
import type { Member } from "../../model/member";
import { toDevice, type Device } from "../../proto/people";
import { useGodwit, useMember } from "../../ui/client-context";
import { Question } from "../../ui/dialog";
import { errorText, language, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { minute } from "../../ui/minute";
import { go } from "../../ui/route";
import { toast } from "../../ui/toast";
import "../../ui/later-texts";
import "./devices.css";

type Listing = { devices: Device[] } | { failed: string } | null;

/** Where the person is logged in, and how to end that. */
export function Devices() {
  const member = useMember();
  const online = useGodwit().connection.value === "online";
  const [listing, setListing] = useState<Listing>(null);
  const [asking, setAsking] = useState<Device | "others" | null>(null);
  const load = async (from: Member): Promise<void> => {
    const answer = await from.call("listDevices", {});
    setListing(
      answer.ok ? { devices: answer.value.devices.map(toDevice) } : { failed: errorText(answer.failure.code) },
    );
  };
  useEffect(() => {
    if (member) void load(member);
    // Asked again when the connection is back: what was known may be old.
  }, [member, online]);
  const revoke = async (device: Device): Promise<void> => {
    const answer = await member?.call("revokeDevice", { deviceId: device.id });
    if (answer && !answer.ok && answer.failure.code !== "NOT_FOUND") toast(errorText(answer.failure.code));
    else toast(t("devices.revoked", { n: 1 }));
    if (member) await load(member);
  };
  const revokeOthers = async (): Promise<void> => {
    const answer = await member?.call("revokeOtherDevices", {});
    if (answer) toast(answer.ok ? t("devices.revoked", { n: answer.value.revoked }) : errorText(answer.failure.code));
    if (member) await load(member);
  };
  if (!listing || !member) {
    return (
      <div class="list-wait" role="status" aria-label={t("app.loading")}>
        <span class="spinner" />
      </div>
    );
  }
  if ("failed" in listing) {
    return (
      <div class="empty" role="alert">
        <p>{listing.failed}</p>
        <button type="button" class="button" onClick={() => void load(member)}>
          {t("devices.again")}
        </button>
      </div>
    );
  }
  const others = listing.devices.filter((device) => !device.current);
  return (
    <div class="page devices" data-testid="devices">
      <h2 class="section-title">{t("devices.this")}</h2>
      <ul class="boxed">
        {listing.devices
          .filter((device) => device.current)
          .map((device) => (
            <Row key={device.id} device={device} />
          ))}
      </ul>
      <h2 class="section-title">{t("devices.others")}</h2>
      {others.length === 0 ? (
        <p class="devices-none">{t("devices.none")}</p>
      ) : (
        <ul class="boxed">
          {others.map((device) => (
            <Row key={device.id} device={device} onRevoke={() => setAsking(device)} />
          ))}
        </ul>
      )}
      <div class="devices-actions">
        <button
          type="button"
          class="button quiet wide"
          data-testid="devices-link"
          onClick={() => go({ screen: "link", link: "" })}
        >
          <Icon name="scan" size={20} />
          {t("nav.link")}
        </button>
        {others.length > 0 && (
          <button
            type="button"
            class="button plain wide danger-text"
            data-testid="devices-revoke-others"
            onClick={() => setAsking("others")}
          >
            {t("devices.revoke-others")}
          </button>
        )}
      </div>
      {asking === "others" && (
        <Question
          text={t("devices.revoke-others-question")}
          action={t("devices.revoke-short")}
          onYes={() => void revokeOthers()}
          onClose={() => setAsking(null)}
        />
      )}
      {asking && asking !== "others" && (
        <Question
          text={t("devices.revoke-question", { name: nameOf(asking) })}
          action={t("devices.revoke-short")}
          onYes={() => void revoke(asking)}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}

function nameOf(device: Device): string {
  return device.name || t("devices.unnamed");
}

function Row({ device, onRevoke }: { device: Device; onRevoke?: () => void }) {
  const now = Math.max(minute.value, Date.now());
  const used = device.online
    ? t("devices.now")
    : t("devices.used", { when: lastSeen(device.lastUsedMs, now, language.value, t("presence.just-now")) });
  return (
    <li class="device" data-testid="device" data-current={device.current} data-online={device.online}>
      <Icon name="device" />
      <div class="row-text">
        <span class="row-name">{nameOf(device)}</span>
        <span class="device-about">{[device.client, device.address].filter(Boolean).join(" · ")}</span>
        <span class={device.online ? "device-about device-online" : "device-about"}>{used}</span>
      </div>
      {onRevoke && (
        <button
          type="button"
          class="icon-button"
          data-testid="device-revoke"
          aria-label={t("devices.revoke", { name: nameOf(device) })}
          onClick={onRevoke}
        >
          <Icon name="log-out" size={20} />
        </button>
      )}
    </li>
  );
}
