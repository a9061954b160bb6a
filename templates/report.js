// The table of findings: searches, narrows, sorts and pages what the page holds, and opens each finding to its
// evidence. Cells are other people's text: they are only ever set as text, never as markup.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const explorer = byId("explorer");

  // On paper everything is open but what has files of its own.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open]):not([data-screen])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
  if (!explorer) return;

  const data = JSON.parse(byId("data").textContent);
  const { findings, ids, sources, strings } = data;
  const at = Object.fromEntries(data.fields.map((name, index) => [name, index]));
  const table = byId("table");
  const body = table.tBodies[0];
  const number = new Intl.NumberFormat("en-GB");
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // Words for values, as the choices above the table give them.
  const words = {};
  for (const name of ["outcome", "class", "confidence"]) {
    const options = [...byId(name).options].filter((option) => option.value);
    words[name] = new Map(options.map((option, rank) => [option.value, { text: option.text, rank }]));
  }

  const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const day = (iso) => {
    const [year, month, date] = iso.split("-").map(Number);
    return iso ? `${date} ${MONTHS[month - 1]} ${year}` : "";
  };
  const text = (finding, name) => strings[finding[at[name]]];
  const source = (finding) => sources[finding[at.source]];
  const cell = (finding, field) => {
    const column = source(finding).columns.findIndex(([known]) => known === field);
    return column < 0 ? "" : strings[finding[at.cells][column]].trim();
  };
  const WHAT = ["description", "manufacturer", "model", "supplier"];
  const what = (finding) => WHAT.map((field) => cell(finding, field)).filter(Boolean).join(" · ");
  const place = (finding) => {
    const { file, sheet } = source(finding);
    return [file, sheet && `sheet ${sheet}`, finding[at.row] && `row ${finding[at.row]}`].filter(Boolean).join(", ");
  };
  const shown = {
    outcome: (finding) => words.outcome.get(text(finding, "outcome")).text,
    what,
    class: (finding) => words.class.get(text(finding, "class"))?.text ?? text(finding, "class"),
    organisation: (finding) => text(finding, "organisation"),
    place,
    date: (finding) => day(text(finding, "date")),
    amount: (finding) => text(finding, "amount"),
    confidence: (finding) => words.confidence.get(text(finding, "confidence")).text,
  };

  // What each column sorts by: one number a finding, made when first asked for. Nothing sorts last.
  const ranked = (texts) => {
    const order = new Map([...new Set(texts)].sort().map((value, rank) => [value, rank]));
    return texts.map((value) => (value ? order.get(value) : NaN));
  };
  const sorters = {
    outcome: () => findings.map((finding) => words.outcome.get(text(finding, "outcome")).rank),
    confidence: () => findings.map((finding) => words.confidence.get(text(finding, "confidence")).rank),
    amount: () => findings.map((finding) => parseFloat(text(finding, "amount").replace(/[£,]/g, ""))),
    place: () => findings.map((finding) => finding[at.source] * 2 ** 32 + finding[at.row]),
    date: () => ranked(findings.map((finding) => text(finding, "date"))),
  };
  const keys = {};
  const keysOf = (column) =>
    (keys[column] ??= Float64Array.from(
      sorters[column]?.() ?? ranked(findings.map((finding) => shown[column](finding).toLowerCase())),
    ));

  // A word is looked up once in every text of the list; a finding has it if one of its texts has.
  let lower;
  const hits = (word) => {
    lower ??= strings.map((string) => string.toLowerCase());
    return lower.map((string) => string.includes(word));
  };
  const SEARCHED = ["organisation", "date", "amount", "reason", "exemption"];
  const has = (finding, index, word, hit) =>
    SEARCHED.some((name) => hit[finding[at[name]]]) ||
    finding[at.cells].some((place) => hit[place]) ||
    finding[at.evidence].some(([, by, , said]) => hit[by] || hit[said]) ||
    ids[index].toLowerCase().includes(word) ||
    place(finding).toLowerCase().includes(word) ||
    shown.class(finding).toLowerCase().includes(word);

  const state = { column: "", down: false, page: 0, matching: [] };
  const CHOICES = ["outcome", "class", "organisation", "confidence"];

  const narrow = () => {
    let matching = findings.map((_, index) => index);
    for (const name of CHOICES) {
      const wanted = byId(name).value;
      if (wanted) matching = matching.filter((index) => text(findings[index], name) === wanted);
    }
    const kind = byId("kind").value;
    if (kind) matching = matching.filter((index) => source(findings[index]).kind === kind);
    for (const word of byId("query").value.toLowerCase().split(/\s+/).filter(Boolean)) {
      const hit = hits(word);
      matching = matching.filter((index) => has(findings[index], index, word, hit));
    }
    if (state.column) {
      const key = keysOf(state.column);
      const sign = state.down ? -1 : 1;
      matching.sort((one, other) => {
        const [left, right] = [key[one], key[other]];
        if (left !== left || right !== right) return (left !== left) - (right !== right) || one - other;
        return sign * (left - right) || one - other;
      });
    }
    state.matching = matching;
    state.page = 0;
    draw();
  };

  const slots = (node) => {
    const found = {};
    for (const slot of node.querySelectorAll("[data-slot]")) found[slot.dataset.slot] = slot;
    return found;
  };

  const rowOf = (index) => {
    const finding = findings[index];
    const row = byId("row").content.firstElementChild.cloneNode(true);
    const slot = slots(row);
    for (const [name, show] of Object.entries(shown)) slot[name].textContent = show(finding);
    slot.what.textContent = what(finding) || ids[index];
    slot.outcome.classList.add(`tag-${text(finding, "outcome")}`);
    slot.what.setAttribute("aria-controls", `evidence-${index}`);
    slot.what.addEventListener("click", () => toggle(row, slot.what, index));
    return row;
  };

  const toggle = (row, button, index) => {
    const open = button.getAttribute("aria-expanded") === "true";
    if (open) row.nextElementSibling.remove();
    else row.after(evidenceOf(index));
    button.setAttribute("aria-expanded", String(!open));
    row.classList.toggle("open", !open);
  };

  // A cell with the words that count marked.
  const marked = (string, found) => {
    const parts = document.createDocumentFragment();
    let from = 0;
    const spans = found
      .map(({ said, role }) => ({ start: said ? string.indexOf(said) : -1, said, role }))
      .filter(({ start }) => start >= 0)
      .sort((one, other) => one.start - other.start);
    for (const { start, said, role } of spans) {
      if (start < from) continue;
      const mark = document.createElement("mark");
      mark.className = role;
      mark.textContent = said;
      parts.append(string.slice(from, start), mark);
      from = start + said.length;
    }
    parts.append(string.slice(from));
    return parts;
  };

  const evidenceOf = (index) => {
    const finding = findings[index];
    const { file, sheet, kind, columns } = source(finding);
    const row = byId("evidence").content.firstElementChild.cloneNode(true);
    row.id = `evidence-${index}`;
    const slot = slots(row);
    const evidence = finding[at.evidence].map((places) => places.map((place) => strings[place]));
    const duty = data.duties[text(finding, "law")];
    const instrument = duty?.instrument;
    const rule = evidence[0]?.[1] ?? "";
    const facts = {
      file,
      sheet,
      rule,
      row: finding[at.row],
      event: shown.date(finding) && text(finding, "basis"),
      money: slot.money.dataset[kind],
      duty: filled(slot.duty.dataset.from, { ...duty, duty: slot.duty.dataset[text(finding, "duty")] }),
      link: ids[index],
      basis: data.rules[rule] ?? "",
      instrument: instrument?.title ?? "",
      issuer: instrument?.issuer ?? "",
      published: instrument?.published ?? "",
      quotation: instrument?.quotation ?? "",
      amount: shown.amount(finding),
      confidence: shown.confidence(finding),
      date: shown.date(finding),
    };
    for (const name of ["reason", "grounds", "recommendation", "criteria", "exemption", "body"]) facts[name] = text(finding, name);
    for (const [name, value] of Object.entries(facts)) if (slot[name]) slot[name].textContent = value;
    for (const part of row.querySelectorAll("[data-if]")) part.hidden = !facts[part.dataset.if];
    slot.link.href = `#${ids[index]}`;
    if (instrument?.url.startsWith("https://")) slot.instrument.href = instrument.url;
    columns.forEach(([field, header], column) => {
      const string = strings[finding[at.cells][column]];
      if (!string) return;
      const line = slot.cells.insertRow();
      const name = document.createElement("th");
      name.scope = "row";
      name.textContent = header;
      line.append(name);
      line.insertCell().textContent = field.replaceAll("_", " ");
      const found = evidence.filter(([, , where]) => where === field).map(([role, , , said]) => ({ role, said }));
      line.insertCell().append(marked(string, found));
    });
    return row;
  };

  const draw = () => {
    const size = Number(byId("size").value);
    const all = state.matching.length;
    const pages = Math.max(1, Math.ceil(all / size));
    state.page = Math.min(Math.max(0, state.page), pages - 1);
    const first = state.page * size;
    const rows = state.matching.slice(first, first + size);
    body.replaceChildren(...rows.map(rowOf));
    const { some, narrowed, none } = byId("count").dataset;
    const wording = all === 0 ? none : all < findings.length ? narrowed : some;
    const values = { first: first + 1, last: first + rows.length, matching: all, all: findings.length };
    for (const [name, value] of Object.entries(values)) values[name] = number.format(value);
    byId("count").textContent = filled(wording, values);
    byId("page").value = state.page + 1;
    byId("page").max = pages;
    byId("pages").textContent = filled(byId("pages").dataset.of, { pages: number.format(pages) });
    byId("previous").setAttribute("aria-disabled", state.page === 0);
    byId("next").setAttribute("aria-disabled", state.page === pages - 1);
    for (const head of table.tHead.rows[0].cells) {
      const sorted = head.dataset.column === state.column;
      head.setAttribute("aria-sort", sorted ? (state.down ? "descending" : "ascending") : "none");
    }
    byId("sort").value = state.column ? `${state.column} ${state.down ? "down" : "up"}` : "";
  };

  const turn = (to) => {
    state.page = to;
    draw();
    byId("count").scrollIntoView({ block: "nearest" });
  };

  const clear = () => {
    for (const name of [...CHOICES, "kind", "query"]) byId(name).value = "";
    state.column = "";
  };

  const sortBy = (column, down) => {
    state.column = column;
    state.down = down;
    narrow();
  };

  const listen = () => {
    let waiting;
    byId("query").addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(narrow, 120);
    });
    for (const name of [...CHOICES, "kind"]) byId(name).addEventListener("change", narrow);
    const form = explorer.querySelector("form");
    form.addEventListener("submit", (event) => event.preventDefault());
    byId("all").addEventListener("click", () => {
      clear();
      narrow();
    });
    for (const head of table.tHead.rows[0].cells) {
      const { column } = head.dataset;
      const { textContent } = head;
      for (const way of ["up", "down"]) {
        byId("sort").add(new Option(`${textContent.trim()} ${way === "up" ? "↑" : "↓"}`, `${column} ${way}`));
      }
      head.firstElementChild.addEventListener("click", () => sortBy(column, state.column === column && !state.down));
    }
    byId("sort").addEventListener("change", () => {
      const [column, way] = byId("sort").value.split(" ");
      sortBy(column, way === "down");
    });
    byId("size").addEventListener("change", () => turn(0));
    byId("page").addEventListener("change", () => turn(Number(byId("page").value) - 1));
    byId("previous").addEventListener("click", () => turn(state.page - 1));
    byId("next").addEventListener("click", () => turn(state.page + 1));
    for (const link of document.querySelectorAll("[data-organisation]")) {
      link.addEventListener("click", () => {
        clear();
        byId("organisation").value = link.dataset.organisation;
        narrow();
      });
    }
    addEventListener("hashchange", follow);
  };

  // An address that ends in a finding's id opens that finding.
  const follow = () => {
    const id = location.hash.slice(1);
    const index = ids.indexOf(id);
    if (index < 0) return;
    clear();
    byId("query").value = id;
    narrow();
    // Equal lines share the beginning of their ids.
    turn(Math.floor(state.matching.indexOf(index) / Number(byId("size").value)));
    const button = body.querySelector(`[aria-controls="evidence-${index}"]`);
    button.click();
    explorer.scrollIntoView();
    button.focus();
  };

  document.documentElement.classList.add("js");
  explorer.hidden = false;
  listen();
  narrow();
  follow();
})();
