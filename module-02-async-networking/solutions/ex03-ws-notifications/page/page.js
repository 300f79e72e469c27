// The page: a form, and a table of what comes, newest first.

import { Subscription } from "./notify.js";

const mostRows = 200;
const element = (id) => document.getElementById(id);
const counts = { events: 0, gaps: 0, resumes: 0 };
let subscription = null;

element("subscribe").addEventListener("submit", (submit) => {
  submit.preventDefault();
  subscription?.close();
  subscription = new Subscription({
    url: new URL("ws", location.href.replace(/^http/, "ws")),
    token: element("token").value,
    topics: element("topics").value.trim().split(/[\s,]+/),
    since: element("all").checked ? 0 : undefined,
    listener: {
      state: showState,
      event: ({ id, time, topic, data }) => {
        counts.events++;
        addRow("event", id, time.slice(11, 23), topic, JSON.stringify(data));
      },
      gap: ({ from, to, reason }) => {
        counts.gaps++;
        addRow("gap", `${from} to ${to ?? "?"}`, "", "", `missed: ${reason}`);
      },
      resumed: ({ since }) => {
        counts.resumes++;
        addRow("resume", since ?? "", "", "", "the connection was lost, and is back");
      },
    },
  });
});

function showState(name, detail) {
  element("state").dataset.state = name;
  element("state").textContent = detail ? `${name}: ${detail}` : name;
}

// What comes from the server goes into text, never into HTML.
function addRow(kind, ...cells) {
  const row = document.createElement("tr");
  row.className = kind;
  for (const text of cells) row.insertCell().textContent = text;
  element("rows").prepend(row);
  if (element("rows").rows.length > mostRows) element("rows").deleteRow(-1);
  element("counts").textContent = `${counts.events} events, ${counts.gaps} gaps, ${counts.resumes} resumes`;
}
