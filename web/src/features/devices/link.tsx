// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "preact/hooks";
import { Field } from "../../ui/field";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { go } from "../../ui/route";
import { LetIn } from "./let-in";
import { linkIn } from "./link-text";
import { canScan, scan } from "./scan";
import "../../ui/later-texts";
import "./devices.css";

/** Lets another device into the account: finds its code, then asks. */
export function Link({ link }: { link: string }) {
  return link ? <LetIn key={link} link={link} /> : <FindCode />;
}

function FindCode() {
  const [scanning, setScanning] = useState(false);
  const [broken, setBroken] = useState(!canScan());
  const [pasted, setPasted] = useState("");
  const [wrong, setWrong] = useState(false);
  const submit = (event: Event): void => {
    event.preventDefault();
    const link = linkIn(pasted);
    if (link) go({ screen: "link", link });
    else setWrong(true);
  };
  return (
    <div class="page link" data-testid="link">
      <p>{t("link.intro")}</p>
      {scanning && !broken && (
        <Camera onFound={(link) => go({ screen: "link", link })} onFailed={() => setBroken(true)} />
      )}
      {broken && (
        <p class="link-warning" role="status">
          {t("link.no-camera")}
        </p>
      )}
      {!scanning && !broken && (
        <button type="button" class="button wide" data-testid="link-scan" onClick={() => setScanning(true)}>
          <Icon name="camera" size={20} />
          {t("link.scan")}
        </button>
      )}
      <form class="form" onSubmit={submit}>
        <Field
          label={t("link.paste")}
          testid="link-paste"
          value={pasted}
          onInput={(text) => {
            setPasted(text);
            setWrong(false);
          }}
          error={wrong ? t("link.paste-wrong") : undefined}
          literal
        />
        <button class="button quiet wide" data-testid="link-paste-submit" disabled={pasted.trim() === ""}>
          {t("link.paste-submit")}
        </button>
      </form>
    </div>
  );
}

function Camera({ onFound, onFailed }: { onFound(link: string): void; onFailed(): void }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const ending = new AbortController();
    if (video.current) {
      scan(video.current, ending.signal).then(
        (link) => link && !ending.signal.aborted && onFound(link),
        () => !ending.signal.aborted && onFailed(),
      );
    }
    return () => ending.abort();
  }, []);
  return (
    <div>
      <video ref={video} class="link-video" data-testid="link-video" muted playsInline />
      <p class="faint" role="status">
        {t("link.scanning")}
      </p>
    </div>
  );
}
