// SPDX-License-Identifier: Apache-2.0
// The shell: which screens stand where. One pane on a phone, list and detail side by side on a wide screen.
import { Auth } from "../features/auth/auth";
import { Chats } from "../features/chats/chats";
import { Contacts } from "../features/contacts/contacts";
import { useEffect } from "preact/hooks";
import { useGodwit } from "../ui/client-context";
import { ConnectionLine } from "../ui/connection";
import { t } from "../ui/i18n";
import { Icon, Logo, type IconName } from "../ui/icon";
import { lazy } from "../ui/lazy";
import { go, goBack, route, type Route } from "../ui/route";
import { Toast } from "../ui/toast";
import { Alerts } from "./alerts";
import { Announcer } from "./announcer";
import { DemoBanner } from "./demo-banner";
import { UpdateBar } from "./update";

const openConversation = async () => (await import("../features/conversation/conversation")).ConversationScreen;
const ConversationScreen = lazy(openConversation);
const Find = lazy(async () => (await import("../features/contacts/find")).Find);
const Person = lazy(async () => (await import("../features/contacts/person")).Person);
const NewGroup = lazy(async () => (await import("../features/groups/new-group")).NewGroup);
const GroupPage = lazy(async () => (await import("../features/groups/group")).GroupPage);
const Archived = lazy(async () => (await import("../features/chats/archived")).Archived);
const Search = lazy(async () => (await import("../features/search/search")).Search);
const Join = lazy(async () => (await import("../features/groups/join")).Join);
const Settings = lazy(async () => (await import("../features/settings/settings")).Settings);
const Profile = lazy(async () => (await import("../features/settings/profile")).Profile);
const Privacy = lazy(async () => (await import("../features/settings/privacy")).Privacy);
const Notifications = lazy(async () => (await import("../features/settings/notifications")).Notifications);
const Devices = lazy(async () => (await import("../features/devices/devices")).Devices);
const Link = lazy(async () => (await import("../features/devices/link")).Link);

type Section = "chats" | "contacts" | "settings";

export function App() {
  return (
    <>
      <DemoBanner />
      <Screens />
    </>
  );
}

function Screens() {
  const state = useGodwit();
  switch (state.phase.value) {
    case "loading":
      return <Waiting text={t("app.loading")} />;
    case "broken":
      return <Waiting text={t("app.broken")} />;
    case "anonymous":
      return (
        <>
          <UpdateBar />
          <Auth />
        </>
      );
    case "member":
      return <Shell />;
  }
}

function Waiting({ text }: { text: string }) {
  return (
    <main class="blank">
      <Logo size={72} />
      <p>{text}</p>
    </main>
  );
}

function sectionOf(here: Route): Section {
  switch (here.screen) {
    case "contacts":
    case "person":
    case "find":
      return "contacts";
    case "chats":
    case "chat":
    case "group":
    case "join":
    case "search":
    case "new-group":
    case "archived":
      return "chats";
    default:
      return "settings";
  }
}

function Shell() {
  const state = useGodwit();
  // Somebody who looks at the list is about to open one.
  useEffect(() => void openConversation().catch(() => {}), []);
  const here = route.value;
  const section = sectionOf(here);
  const detail = here.screen !== section;
  const unread = state.unread.value;
  return (
    <div class={detail ? "shell detail" : "shell"}>
      <UpdateBar />
      <ConnectionLine />
      <main class="panes">
        <div class="pane pane-list">
          <header class="bar">
            <h1 class="bar-title">{t(`nav.${section}`)}</h1>
            {section === "chats" && (
              <button
                type="button"
                class="icon-button"
                data-testid="nav-search"
                aria-label={t("nav.search")}
                onClick={() => go({ screen: "search", log: "" })}
              >
                <Icon name="search" />
              </button>
            )}
            {section !== "settings" && (
              <button
                type="button"
                class="icon-button accent"
                data-testid="nav-find"
                aria-label={t("chats.find")}
                onClick={() => go({ screen: "find" })}
              >
                <Icon name={section === "chats" ? "add" : "person-add"} />
              </button>
            )}
          </header>
          <div class="scroll" key={section}>
            {section === "chats" && <Chats />}
            {section === "contacts" && <Contacts />}
            {section === "settings" && <Settings />}
          </div>
          <nav class="tabs" aria-label={t("nav.main")}>
            <Tab name="chats" icon="chats" section={section} count={unread} />
            <Tab name="contacts" icon="contacts" section={section} count={state.incoming.value.length} />
            <Tab name="settings" icon="settings" section={section} count={0} />
          </nav>
        </div>
        <div class="pane pane-detail">
          <Detail here={here} />
        </div>
      </main>
      <Toast />
      <Announcer />
      <Alerts />
    </div>
  );
}

interface TabProps {
  name: Section;
  icon: IconName;
  section: Section;
  count: number;
}

function Tab({ name, icon, section, count }: TabProps) {
  const current = name === section;
  return (
    <button
      type="button"
      class={current ? "tab current" : "tab"}
      data-testid={`nav-${name}`}
      aria-current={current ? "page" : undefined}
      onClick={() => go({ screen: name })}
    >
      <span class="tab-icon">
        <Icon name={icon} />
        {count > 0 && (
          <span class="badge" data-testid={`nav-${name}-badge`}>
            {count > 99 ? "99+" : count}
          </span>
        )}
      </span>
      <span class="tab-label">{t(`nav.${name}`)}</span>
    </button>
  );
}

function Detail({ here }: { here: Route }) {
  switch (here.screen) {
    case "chat":
      return <ConversationScreen key={here.log} log={here.log} at={here.at ?? 0} />;
    case "search":
      return (
        <Page title={t("nav.search")} from="chats">
          <Search key={here.log} log={here.log} />
        </Page>
      );
    case "find":
      return (
        <Page title={t("find.title")} from="contacts">
          <Find />
        </Page>
      );
    case "person":
      return (
        <Page title={t("settings.profile")} from="contacts">
          <Person key={here.user} user={here.user} />
        </Page>
      );
    case "archived":
      return (
        <Page title={t("nav.archived")} from="chats">
          <Archived />
        </Page>
      );
    case "new-group":
      return (
        <Page title={t("nav.new-group")} from="chats">
          <NewGroup />
        </Page>
      );
    case "group":
      return (
        <Page title={t("nav.group")} from="chats">
          <GroupPage key={here.log} log={here.log} />
        </Page>
      );
    case "join":
      return (
        <Page title={t("nav.join")} from="chats">
          <Join key={here.code} code={here.code} />
        </Page>
      );
    case "profile":
      return (
        <Page title={t("nav.profile")} from="settings">
          <Profile />
        </Page>
      );
    case "privacy":
      return (
        <Page title={t("nav.privacy")} from="settings">
          <Privacy />
        </Page>
      );
    case "notifications":
      return (
        <Page title={t("nav.notifications")} from="settings">
          <Notifications />
        </Page>
      );
    case "devices":
      return (
        <Page title={t("nav.devices")} from="settings">
          <Devices />
        </Page>
      );
    case "link":
      return (
        <Page title={t("nav.link")} from="settings">
          <Link link={here.link} />
        </Page>
      );
    default:
      return (
        <div class="blank">
          <Logo size={72} />
          <p>{t("app.pick")}</p>
        </div>
      );
  }
}

interface PageProps {
  title: string;
  from: Section;
  children: preact.ComponentChildren;
}

function Page({ title, from, children }: PageProps) {
  return (
    <section class="detail-page">
      <header class="bar">
        <button
          type="button"
          class="icon-button phone-only"
          data-testid="back"
          aria-label={t("nav.back")}
          onClick={() => goBack({ screen: from })}
        >
          <Icon name="back" />
        </button>
        <h1 class="bar-title small">{title}</h1>
      </header>
      <div class="scroll">{children}</div>
    </section>
  );
}
