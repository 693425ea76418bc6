/* Form 2: still cells and one editor that moves over them.

   The page is whole without this script. With it the table becomes a grid with one stop of the Tab key; what is
   typed goes to the server as it stands (the server reads it, here nothing is computed), and stays in a queue on
   this machine until the server has said that it is saved. One message is under way at a time. */
"use strict";
(() => {
  const grid = document.getElementById("grid"), words = document.getElementById("words");
  if (!grid || !words || !grid.dataset.cells) return;
  const say = words.dataset, saved = document.getElementById("saved");
  const token = words.content.querySelector("[name=csrfmiddlewaretoken]").value;
  const statuses = words.content.querySelector("select");
  const EDITABLE = new Set(["status", "amount", "to_date", "obstacle"]);
  const STORE = `tidtam:${grid.dataset.store}`;
  const PAGE = 12;
  const text = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

  /* ── the table as rows of cells ─────────────────────────────────────────────────────────────────── */

  const lines = () => [...grid.querySelectorAll("tbody tr[data-b]")];
  const cellsOf = (line) => [...line.querySelectorAll("td[data-f]")];
  const isFirst = (line) => line.id !== "";
  const canType = (cell) => EDITABLE.has(cell.dataset.f) &&
    (isFirst(cell.parentElement) || !["status", "obstacle"].includes(cell.dataset.f));
  const home = (cell) => {
    const line = cell.parentElement, name = cell.dataset.f;
    return name === "status" || name === "obstacle"
      ? `p2.row.${line.dataset.p}.${name}` : `p2.line.${line.dataset.b}.${name}`;
  };
  const find = (address) => {
    const [, kind, key, name] = address.split(".");
    const line = grid.querySelector(kind === "row" ? `tr[id][data-p="${key}"]` : `tr[data-b="${key}"]`);
    return line && line.querySelector(`td[data-f="${name}"]`);
  };
  const rowNumber = (cell) => cell.parentElement.querySelector("th").textContent.trim();
  /* What stands in a cell as one would type it: figures without thousands signs. */
  const plain = (cell) => {
    if (cell.dataset.f === "status") return cell.textContent.trim() && (cell.dataset.v || "") && labelOf(cell.dataset.v);
    const shown = cell.textContent.trim();
    if (cell.dataset.f === "obstacle") return cell.textContent;
    return shown === "–" ? "" : shown.replace(/,/g, "").replace("−", "-");
  };
  const labelOf = (value) => [...statuses.options].find((one) => one.value === value)?.textContent || "";

  grid.setAttribute("role", "grid");
  grid.setAttribute("aria-rowcount", String(lines().length));
  grid.querySelectorAll("tr").forEach((line) => line.setAttribute("role", "row"));
  grid.querySelectorAll("thead th").forEach((head) => head.setAttribute("role", "columnheader"));
  grid.querySelectorAll("tbody th, tfoot th").forEach((head) => head.setAttribute("role", "rowheader"));
  grid.querySelectorAll("tbody td, tfoot td").forEach((cell) => cell.setAttribute("role", "gridcell"));
  grid.querySelectorAll(":is(thead, tbody, tfoot)").forEach((part) => part.setAttribute("role", "rowgroup"));
  lines().forEach((line) => cellsOf(line).forEach((cell) => {
    cell.tabIndex = -1;
    if (!canType(cell)) cell.setAttribute("aria-readonly", "true");
  }));

  /* ── where one stands ───────────────────────────────────────────────────────────────────────────── */

  let here = null, anchor = null, editor = null;
  const place = (cell) => {
    const all = lines(), line = cell.parentElement;
    return [all.indexOf(line), cellsOf(line).indexOf(cell)];
  };
  const at = (row, column) => {
    const all = lines();
    if (!all.length) return null;
    const line = all[Math.max(0, Math.min(row, all.length - 1))], cells = cellsOf(line);
    return cells[Math.max(0, Math.min(column, cells.length - 1))];
  };
  const selected = () => {
    if (!here) return [];
    const [r1, c1] = place(anchor || here), [r2, c2] = place(here);
    const rows = [];
    for (let row = Math.min(r1, r2); row <= Math.max(r1, r2); row++) {
      const line = [];
      for (let column = Math.min(c1, c2); column <= Math.max(c1, c2); column++) line.push(at(row, column));
      rows.push(line);
    }
    return rows;
  };
  const paintRange = () => {
    grid.querySelectorAll("[aria-selected]").forEach((cell) => cell.removeAttribute("aria-selected"));
    const rows = selected();
    if (rows.length * (rows[0]?.length || 0) > 1) rows.flat().forEach((cell) => cell.setAttribute("aria-selected", "true"));
  };
  const go = (cell, { keep = false } = {}) => {
    if (!cell) return;
    if (here) here.tabIndex = -1;
    here = cell;
    if (!keep) anchor = cell;
    here.tabIndex = 0;
    here.focus({ preventScroll: true });
    here.scrollIntoView({ block: "nearest", inline: "nearest" });
    paintRange();
  };
  const firstTyped = lines().length && cellsOf(lines()[0]).find(canType);
  if (firstTyped) { here = anchor = firstTyped; here.tabIndex = 0; }

  /* ── the editor ─────────────────────────────────────────────────────────────────────────────────── */

  const open = (cell, typed) => {
    if (!canType(cell) || editor) return;
    const name = cell.dataset.f, queued = queue.get(home(cell));
    const field = name === "status" ? statuses.cloneNode(true)
      : document.createElement(name === "obstacle" ? "textarea" : "input");
    field.setAttribute("aria-label", `${say.row} ${rowNumber(cell)} ${headOf(cell)}`);
    if (name === "status") field.value = queued ? "" : cell.dataset.v || "";
    else {
      if (name !== "obstacle") field.inputMode = "decimal";
      field.value = typed ?? (queued ? queued.text : plain(cell));
    }
    editor = { cell, field, was: cell.innerHTML, before: name === "status" ? cell.dataset.v || "" : plain(cell) };
    cell.replaceChildren(field);
    cell.classList.add("open");
    field.focus();
    if (name === "status") { try { if (typed !== undefined) field.showPicker?.(); } catch { /* needs a press */ } }
    else if (typed === undefined) field.select();
    field.addEventListener("blur", () => close(true));
    if (name === "status") {      /* chosen by pointer it is done; by keys one may go on to the next */
      let byKeys = false;
      field.addEventListener("keydown", () => { byKeys = true; });
      field.addEventListener("change", () => { if (!byKeys) { close(true); go(cell); } });
    }
  };
  const close = (keep) => {
    if (!editor) return;
    const { cell, field, was, before } = editor;
    editor = null;
    const value = cell.dataset.f === "status" ? labelOf(field.value) : field.value;
    const same = cell.dataset.f === "status" ? field.value === before : field.value === before;
    cell.classList.remove("open");
    cell.innerHTML = was;
    if (keep && !same) put([{ cell, text: value === "–" ? "" : value }]);
  };
  const headOf = (cell) => grid.querySelector(`thead th[data-f="${cell.dataset.f}"]`).textContent.trim();

  /* ── the queue: nothing typed is lost ───────────────────────────────────────────────────────────── */

  const queue = new Map();
  let busy = false, times = 0, timer = 0;
  const keep = () => {
    try {
      if (queue.size) localStorage.setItem(STORE, JSON.stringify({ at: Date.now(), edits: [...queue.entries()] }));
      else localStorage.removeItem(STORE);
    } catch { /* a browser without storage still saves at once */ }
  };
  const status = (words) => { saved.textContent = words; };
  /* The sense and figure that an edit must say it has seen stand at the cell of the typed figure. */
  const seenOf = (cell) => cell.dataset.v || cell.parentElement.querySelector("td[data-f=amount]")?.dataset.v ||
    cell.parentElement.querySelector("td[data-f=to_date]")?.dataset.v || "";
  const seen = (cell) => ["status", "obstacle"].includes(cell.dataset.f) ? cell.dataset.v || "" : seenOf(cell);
  const put = (edits, how = "typed") => {
    for (const { cell, text: typed, accept, over } of edits) {
      const address = home(cell);
      queue.set(address, { text: typed, seen: over ?? queue.get(address)?.seen ?? seen(cell), accept, how });
      cell.classList.remove("must", "should");
      cell.classList.add("unsaved");
      cell.textContent = typed || "–";
      const note = document.createElement("small");
      note.textContent = say.unsaved;
      cell.append(note);
    }
    keep();
    clearTimeout(timer);
    timer = setTimeout(flush, 60);
  };
  const flush = async () => {
    if (busy || !queue.size) return;
    const waiting = [...queue.entries()].filter(([, one]) => !one.held);
    if (!waiting.length) return;
    busy = true;
    const how = waiting.every(([, one]) => one.how === "fill") ? "fill" : "typed";
    status(say.saving);
    waiting.forEach(([address]) => { const cell = find(address); cell?.classList.remove("unsaved"); cell?.classList.add("saving"); });
    const sent = new Map(waiting);
    let reply = null;
    try {
      reply = await send(grid.dataset.cells, JSON.stringify({
        kind: how, set: grid.dataset.set,
        edits: waiting.map(([cell, one]) => ({ cell, text: one.text, seen: one.seen, accept: one.accept })),
      }), "application/json");
    } catch { reply = null; }
    busy = false;
    waiting.forEach(([address]) => find(address)?.classList.remove("saving"));
    if (reply === null || reply.status >= 500) return later(waiting);
    times = 0;
    if (reply.status === 409) return collide(reply.body.collisions, sent);
    if (reply.status !== 200) {
      waiting.forEach(([address]) => find(address)?.classList.add("unsaved"));
      return status(reply.body.error || say.broken);
    }
    for (const [address, one] of sent) if (queue.get(address) === one) queue.delete(address);
    reply.body.problems.forEach((problem) => hold(problem, sent.get(problem.cell)));
    keep();
    if (reply.body.step) { undone.push(reply.body.step); redone.length = 0; }
    paint(reply.body);
    if (queue.size) flush();
  };
  const later = (waiting) => {
    times += 1;
    waiting.forEach(([address]) => find(address)?.classList.add("unsaved"));
    status(`${text(say.waiting, { count: queue.size })} — ${text(say.again, { times })}`);
    clearTimeout(timer);
    timer = setTimeout(flush, Math.min(30000, 1000 * 2 ** Math.min(times, 5)));
  };
  const send = async (address, body, type) => {
    const headers = { "X-CSRFToken": token, Accept: "application/json" };
    if (type) headers["Content-Type"] = type;
    const answer = await fetch(address, { method: "POST", headers, body, credentials: "same-origin" });
    const body_ = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
    return { status: answer.status, body: body_, url: answer.url, redirected: answer.redirected };
  };
  addEventListener("beforeunload", (event) => { if (queue.size) event.preventDefault(); });
  addEventListener("online", flush);

  /* ── what the server says ───────────────────────────────────────────────────────────────────────── */

  const paint = (body) => {
    for (const [address, one] of Object.entries(body.cells || {})) {
      const cell = find(address);
      if (!cell || queue.has(address) || editor?.cell === cell) continue;
      cell.innerHTML = one.html;
      cell.className = one.css;
      if (one.seen) cell.dataset.v = one.seen; else delete cell.dataset.v;
    }
    for (const [number, said] of Object.entries(body.said || {})) sentences(number, said);
    for (const [key, sums] of Object.entries(body.sums || {})) {
      const line = grid.querySelector(key === "total" ? "tfoot tr" : `tbody[data-s="${key}"] tr.group`);
      line?.querySelectorAll("td[data-f]").forEach((cell) => { if (sums[cell.dataset.f]) cell.textContent = sums[cell.dataset.f]; });
    }
    if (body.counts) document.getElementById("counts").textContent = body.counts;
    if (body.jumps) jumper(body);
    status(queue.size ? text(say.waiting, { count: queue.size }) : `${say.saved} ${body.saved}`);
  };
  const lastLineOf = (number) => {
    let line = document.getElementById(`r${number}`);
    while (line?.nextElementSibling?.dataset.p && line.nextElementSibling.dataset.p === line.dataset.p) line = line.nextElementSibling;
    return line;
  };
  const under = (number, fill, mark) => {
    const last = lastLineOf(number);
    if (!last) return null;
    const line = document.createElement("tr"), cell = document.createElement("td"), words = document.createElement("p");
    line.className = "say";
    line.dataset.of = number;
    if (mark) line.dataset.mark = mark;
    cell.colSpan = grid.querySelectorAll("thead th").length;
    fill(words);
    cell.append(words);
    line.append(cell);
    last.after(line);
    return line;
  };
  const sentences = (number, said) => {
    grid.querySelectorAll(`tr.say[data-of="${number}"]:not([data-mark])`).forEach((line) => line.remove());
    document.getElementById(`r${number}`)?.classList.toggle("flag", said.length > 0);
    [...said].reverse().forEach((one) => under(number, (words) => {
      const sentence = document.createElement("span"), way = document.createElement("a");
      sentence.textContent = one.text;
      way.className = "go";
      way.href = say.checkurl;
      way.textContent = say.check;
      words.append(sentence, " ", way);
    }));
  };
  const jumper = (body) => {
    const bar = document.getElementById("jumper"), list = bar.querySelector("ul");
    bar.classList.toggle("none", !body.must && !body.should);
    bar.querySelector("b").textContent = text(say.mend, { count: body.must });
    list.replaceChildren(...body.jumps.map((one) => {
      const item = document.createElement("li"), way = document.createElement("a");
      way.href = `#r${one.row}`;
      way.textContent = `${say.row} ${one.row} ${one.title}`;
      item.append(way);
      return item;
    }));
    if (body.should) {
      const item = document.createElement("li"), way = document.createElement("a");
      way.href = say.checkurl;
      way.textContent = text(say.should, { count: body.should });
      item.append(way);
      list.append(item);
    }
    const badge = document.querySelector("#musts span");
    if (badge) badge.textContent = text(say.mend, { count: body.must });
  };
  const button = (label, act) => {
    const one = document.createElement("button");
    one.type = "button";
    one.className = "btn ink";
    one.textContent = label;
    one.addEventListener("click", act);
    return one;
  };
  /* A text that could not be read stays in its cell, with what to do under the row. */
  const hold = (problem, one) => {
    const cell = find(problem.cell);
    if (!cell || !one) return;
    queue.set(problem.cell, { ...one, held: true });
    cell.classList.add("unsaved", "must");
    grid.querySelectorAll(`tr.say[data-mark="${problem.cell}"]`).forEach((line) => line.remove());
    const line = under(rowNumber(cell), (words) => {
      const sentence = document.createElement("span");
      sentence.textContent = problem.text;
      words.append(sentence);
      if (problem.suggestion) words.append(" ", button(text(say.yes, { suggestion: problem.suggestion }), () => {
        line.remove();
        put([{ cell, text: problem.value, accept: problem.code, over: one.seen }]);
        go(cell);
      }));
    }, problem.cell);
  };
  /* Two people, one cell: both values, and nothing is written until one is chosen. */
  const collide = (collisions, sent) => {
    for (const one of collisions) {
      const cell = find(one.cell) || find(one.cell.replace(/\.to_date$/, ".amount")), mine = sent.get(one.cell);
      if (!cell || !mine) continue;
      queue.set(one.cell, { ...mine, held: true });
      cell.classList.add("unsaved");
      const line = under(rowNumber(cell), (words) => {
        const sentence = document.createElement("span");
        sentence.textContent = text(say.collided, { who: one.who || "–", at: one.at, mine: mine.text || "–", theirs: one.theirs });
        words.append(sentence, " ",
          button(say.mine, () => { line.remove(); queue.delete(one.cell); put([{ cell, text: mine.text, over: one.seen }]); go(cell); }), " ",
          button(say.theirs, () => { line.remove(); queue.delete(one.cell); keep(); location.reload(); }));
      }, one.cell);
    }
    keep();
    status(text(say.waiting, { count: queue.size }));
    flush();
  };

  /* ── undo, redo, fill, copy, paste ──────────────────────────────────────────────────────────────── */

  const undone = [], redone = [];
  const back = async (from, to) => {
    const step = from.pop();
    if (!step || busy) return;
    busy = true;
    const form = new FormData();
    form.set("form_token", crypto.randomUUID ? crypto.randomUUID() : uuid());
    try {
      const reply = await send(`${grid.dataset.cells.replace(/cells\/$/, "undo/")}${step}/?set=${grid.dataset.set}`, form);
      if (reply.status === 200) { to.push(reply.body.step); paint(reply.body); } else status(reply.body.error || say.broken);
    } catch { from.push(step); status(say.broken); }
    busy = false;
    flush();
  };
  const uuid = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (digit ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> digit / 4).toString(16));
  const fill = () => {
    const rows = selected();
    if (rows.length < 2) return;
    const edits = [];
    rows[0].forEach((top, column) => {
      if (!canType(top)) return;
      const value = queue.get(home(top))?.text ?? plain(top);
      rows.slice(1).forEach((line) => { if (canType(line[column])) edits.push({ cell: line[column], text: value }); });
    });
    if (edits.length) put(edits, "fill");
  };
  const empty = () => {
    const edits = selected().flat().filter((cell) => canType(cell) && plain(cell)).map((cell) => ({ cell, text: "" }));
    if (edits.length) put(edits);
  };
  const quoted = (value) => /[\t\n"]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value;
  const copy = (event) => {
    if (editor || !grid.contains(document.activeElement)) return;
    const rows = selected().map((line) => line.map((cell) => plain(cell)));
    const safe = (value) => value.replace(/&/g, "&amp;").replace(/</g, "&lt;");
    event.clipboardData.setData("text/plain", rows.map((line) => line.map(quoted).join("\t")).join("\n"));
    event.clipboardData.setData("text/html", `<table>${rows.map((line) =>
      `<tr>${line.map((value) => `<td>${safe(value)}</td>`).join("")}</tr>`).join("")}</table>`);
    event.preventDefault();
    if (event.type === "cut") empty();
  };
  /* A paste goes to the server's one pipeline: a page of its own, which shows it first unless it is small. */
  const paste = (event) => {
    if (editor || !here || !grid.contains(document.activeElement)) return;
    const pasted = event.clipboardData.getData("text/plain");
    if (!pasted) return;
    event.preventDefault();
    const form = document.createElement("form");
    form.method = "post";
    form.action = grid.dataset.paste;
    const fields = { csrfmiddlewaretoken: token, form_token: crypto.randomUUID ? crypto.randomUUID() : uuid(), text: pasted,
      line: here.parentElement.dataset.b, column: canType(here) ? here.dataset.f : "amount", set: grid.dataset.set };
    for (const [name, value] of Object.entries(fields)) {
      const field = document.createElement("textarea");
      field.name = name;
      field.value = value;
      form.append(field);
    }
    form.hidden = true;
    document.body.append(form);
    form.submit();
  };
  document.addEventListener("copy", copy);
  document.addEventListener("cut", copy);
  document.addEventListener("paste", paste);

  /* ── keys and presses ───────────────────────────────────────────────────────────────────────────── */

  const problem = (step) => {
    const marked = [...grid.querySelectorAll("td:is(.must, .should)")].filter((cell) => cell.dataset.f);
    if (!marked.length) return;
    const order = here ? marked.findIndex((cell) => here.compareDocumentPosition(cell) & 4) : 0;
    const next = step > 0 ? (order < 0 ? 0 : order)
      : (marked.filter((cell) => here && here.compareDocumentPosition(cell) & 2).length - 1);
    go(marked[(next + marked.length) % marked.length]);
  };
  const moves = {
    ArrowUp: ([row, column]) => [row - 1, column], ArrowDown: ([row, column]) => [row + 1, column],
    ArrowLeft: ([row, column]) => [row, column - 1], ArrowRight: ([row, column]) => [row, column + 1],
    PageUp: ([row, column]) => [row - PAGE, column], PageDown: ([row, column]) => [row + PAGE, column],
    Home: ([row]) => [row, 0], End: ([row]) => [row, 999],
  };
  grid.addEventListener("keydown", (event) => {
    const { key, shiftKey: shift, altKey: alt } = event, control = event.ctrlKey || event.metaKey;
    if (editor) {
      const cell = editor.cell, [row, column] = place(cell);
      if (key === "Escape") { close(false); go(cell); }
      else if (key === "Enter" && !(shift && cell.dataset.f === "obstacle")) { close(true); go(at(row + (shift ? -1 : 1), column)); }
      else if (key === "Tab") {
        close(true);
        const line = cellsOf(cell.parentElement).filter(canType), next = line[line.indexOf(cell) + (shift ? -1 : 1)];
        const other = cellsOf(at(row + (shift ? -1 : 1), 0).parentElement).filter(canType);
        go(next || (shift ? other[other.length - 1] : other[0]));
      } else return;
      return event.preventDefault();
    }
    if (!here || !grid.contains(document.activeElement) || document.activeElement.closest("a, button")) return;
    if (control && "zy".includes(key.toLowerCase())) { key.toLowerCase() === "z" && !shift ? back(undone, redone) : back(redone, undone); }
    else if (control && key.toLowerCase() === "d") fill();
    else if (control && key === "/") { const legend = document.getElementById("legend"); legend.open = true; legend.querySelector("summary").focus(); }
    else if (control && (key === "Home" || key === "End")) go(key === "Home" ? at(0, 0) : at(1e9, 1e9), { keep: shift });
    else if (control) return;
    else if (key === "F8") problem(shift ? -1 : 1);
    else if (alt && key === "ArrowDown") open(here);
    else if (alt) return;
    else if (moves[key]) go(at(...moves[key](place(here))), { keep: shift });
    else if (key === "Enter" || key === "F2") canType(here) ? open(here) : go(at(place(here)[0] + 1, place(here)[1]));
    else if (key === "Delete" || key === "Backspace") empty();
    else if (key.length === 1) open(here, key);
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "F8" && !grid.contains(document.activeElement)) { problem(event.shiftKey ? -1 : 1); event.preventDefault(); }
  });
  grid.addEventListener("mousedown", (event) => {
    const cell = event.target.closest("td[data-f]");
    if (!cell || event.button || cell.closest("tr.group, tfoot") || event.target.closest("a, button, input, select, textarea")) return;
    event.preventDefault();
    close(true);
    go(cell, { keep: event.shiftKey });
    const drag = (over) => { const other = over.target.closest?.("td[data-f]"); if (other?.parentElement.dataset.b) go(other, { keep: true }); };
    grid.addEventListener("mouseover", drag);
    addEventListener("mouseup", () => grid.removeEventListener("mouseover", drag), { once: true });
  });
  grid.addEventListener("dblclick", (event) => { const cell = event.target.closest("td[data-f]"); if (cell?.parentElement.dataset.b) open(cell); });
  grid.addEventListener("focusin", (event) => { const cell = event.target.closest("td[data-f]"); if (cell && !editor && cell.tabIndex === -1 && cell.parentElement.dataset.b) go(cell); });

  /* ── what was typed before the page was left ────────────────────────────────────────────────────── */

  const forgotten = (() => { try { return JSON.parse(localStorage.getItem(STORE) || "null"); } catch { return null; } })();
  if (forgotten?.edits?.length) {
    const banner = document.createElement("div"), sentence = document.createElement("p"), acts = document.createElement("p");
    banner.className = "banner warn";
    banner.setAttribute("role", "status");
    acts.className = "acts";
    sentence.textContent = text(say.found, { count: forgotten.edits.length, at: new Date(forgotten.at).toLocaleTimeString("th-TH", { hour: "2-digit", minute: "2-digit" }) });
    acts.append(
      button(say.bring, () => {
        banner.remove();
        put(forgotten.edits.map(([address, one]) => ({ cell: find(address), text: one.text, over: one.seen })).filter((one) => one.cell));
      }),
      button(say.drop, () => { banner.remove(); queue.clear(); keep(); }));
    banner.append(sentence, acts);
    document.getElementById("jumper").before(banner);
  }
  grid.dataset.ready = "true";
})();
