// Opens reports in a real browser and checks what a reader sees and does.
// node check.mjs CHROMIUM SAMPLE HOSTILE MANY MONTH HISTORY
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [, , executablePath, sample, hostile, many, month, history] = process.argv;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const QUIET = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDTHS = [320, 768, 1280];

const browser = await chromium.launch({ executablePath, args: QUIET });

/** Opens a page, runs a check, and holds the page to silence: no message, no dialog, no request. */
async function check(name, path, options, run) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  // A machine may be busy with other tests.
  page.setDefaultNavigationTimeout(180_000);
  const heard = [];
  page.on("console", (message) => heard.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => heard.push(`error: ${error.stack}`));
  page.on("dialog", (dialog) => (heard.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  const url = pathToFileURL(path).href;
  page.on("request", (request) => request.url().split("#")[0] === url || heard.push(`request: ${request.url()}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
  });
  try {
    await page.goto(url);
    await run(page);
    assert.deepEqual(heard, []);
    console.log(`ok: ${name}`);
  } catch (error) {
    error.message = `${name}: ${error.message}`;
    throw error;
  } finally {
    await context.close();
  }
}

const rows = (page) => page.locator("#table > tbody > tr");
const choice = (page, name) => page.getByRole("combobox", { name, exact: true });
const status = (page) => page.locator("#count").textContent();
const column = async (page, index) => {
  const cells = await rows(page).locator(`> :nth-child(${index + 1})`).all();
  return Promise.all(cells.map((cell) => cell.locator("[data-slot]").textContent()));
};

/** Values of a column must stand in order, those without a value last. */
function assertOrdered(name, values, down) {
  const keys = { Outcome: ["Breach", "For review", "Indicator", "Exempt", "Compliant"], Confidence: ["High", "Medium", "Low"] };
  const key = (text) => {
    if (keys[name]) return keys[name].indexOf(text);
    if (name === "Date") return Date.parse(`${text} UTC`);
    if (name === "Amount") return Number(text.replace(/[£,]/g, ""));
    return text.toLowerCase();
  };
  const filled = values.filter(Boolean);
  assert.deepEqual(values.slice(0, filled.length), filled, `${name}: blanks are last`);
  for (let index = 1; index < filled.length; index += 1) {
    const [one, other] = [key(filled[index - 1]), key(filled[index])];
    assert.ok(down ? one >= other : one <= other, `${name}: ${filled[index - 1]} before ${filled[index]}`);
  }
}

async function accessible(page, name) {
  await page.evaluate(axe);
  const result = await page.evaluate((tags) => axe.run(document, { runOnly: tags }), TAGS);
  const told = result.violations.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`).join("\n  ")}`);
  assert.deepEqual(told, [], name);
  assert.ok(result.passes.some(({ id }) => id === "color-contrast"), `${name}: contrast was looked at`);
}

/** Nothing but what scrolls by itself is wider than the window. */
async function fits(page, name) {
  const { wide, window: width } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  assert.ok(wide <= width, `${name}: ${wide} px in ${width}`);
}

await check("the first screen", sample, {}, async (page) => {
  await page.getByRole("heading", { level: 1, name: "NHS fax-machine ban: audit report" }).waitFor();
  assert.match(await page.locator(".lead").textContent(), /^10 breaches, 8 for review/);
  assert.equal(await status(page), "1 to 28 of 28 findings");
  assert.equal(await rows(page).count(), 28);
  assert.equal(await page.locator(".listed").isVisible(), false);
  for (const chart of await page.locator("svg[role=img]").all()) {
    const box = await chart.boundingBox();
    assert.ok(box.width > 200 && box.height >= 20);
    assert.ok(await chart.locator("rect").count() > 0);
  }
});

await check("sorting by each column", sample, {}, async (page) => {
  const heads = await page.locator("#table thead th").all();
  assert.equal(heads.length, 8);
  for (const [index, head] of heads.entries()) {
    const name = (await head.textContent()).trim();
    for (const way of ["ascending", "descending"]) {
      await head.getByRole("button").click();
      assert.equal(await head.getAttribute("aria-sort"), way);
      assert.equal(await page.locator("#table th[aria-sort=ascending], #table th[aria-sort=descending]").count(), 1);
      // Places sort by file as listed and row as a number, not as they read.
      if (name !== "Place") assertOrdered(name, await column(page, index), way === "descending");
    }
  }
  await choice(page, "Sort by").selectOption({ label: "Most serious first" });
  assertOrdered("Outcome", await column(page, 0), false);
});

await check("narrowing and searching", sample, {}, async (page) => {
  const shows = (count) => page.waitForFunction((count) => document.querySelectorAll("#table > tbody > tr").length === count, count);
  await choice(page, "Outcome").selectOption({ label: "Breach" });
  await shows(10);
  assert.equal(await status(page), "1 to 10 of 10 matching findings, of 28 in all");
  assert.deepEqual([...new Set(await column(page, 0))], ["Breach"]);
  await choice(page, "Organisation").selectOption("Saltersea Community NHS Trust");
  await shows(2);
  await choice(page, "Kind").selectOption("register");
  await shows(1);
  await page.getByRole("button", { name: "Show all" }).click();
  await shows(28);
  await choice(page, "Class").selectOption({ label: "fax consumable" });
  await shows(5);
  await page.getByRole("button", { name: "Show all" }).click();
  await choice(page, "Confidence").selectOption("medium");
  await shows(2);
  await page.getByRole("button", { name: "Show all" }).click();
  await page.getByLabel("Search").fill("panasonic WHARFEMOOR");
  await page.waitForFunction(() => document.querySelectorAll("#table > tbody > tr").length === 3);
  for (const what of await column(page, 1)) assert.match(what, /panasonic/i);
  await page.getByLabel("Search").fill("no such words");
  await shows(0);
  assert.match(await status(page), /^No finding matches/);
  await page.getByRole("button", { name: "Show all" }).click();
  await shows(28);
  await page.getByRole("link", { name: "Calderbrook Hospitals NHS Trust" }).click();
  await shows(7);
});

await check("opening a finding by keyboard", sample, {}, async (page) => {
  const opener = page.getByRole("button", { name: /FAX MACHINE PHILIPS MAGIC 5/ });
  await opener.focus();
  await page.keyboard.press("Enter");
  assert.equal(await opener.getAttribute("aria-expanded"), "true");
  const evidence = page.locator(`#${await opener.getAttribute("aria-controls")}`);
  assert.equal(await evidence.locator("mark").textContent(), "PHILIPS MAGIC 5");
  assert.equal(await evidence.locator(".cells td", { has: page.locator("mark") }).textContent(), "FAX MACHINE PHILIPS MAGIC 5");
  for (const text of [
    "calderbrook/card-transactions.csv", "Transaction Description", "14 Nov 2019", "£89.95", "other-fax-families",
    "dated 2019-11-14, on or after 2019-01-01", "Confirm what was delivered", "No fax machine is to be bought",
    "Department of Health and Social Care", "Not to buy, from 1 Jan 2019 (inferred)",
  ]) {
    assert.ok((await evidence.textContent()).includes(text), text);
  }
  const link = evidence.getByRole("link", { name: /bans fax machines/ });
  assert.equal(new URL(await link.getAttribute("href")).host, "www.gov.uk");
  await page.keyboard.press("Space");
  assert.equal(await opener.getAttribute("aria-expanded"), "false");
  assert.equal(await evidence.count(), 0);
  const id = readFileSync(sample, "utf8").match(/"ids":\["[^"]*","([^"]*)"/)[1];
  await page.evaluate((id) => (location.hash = id), id);
  await page.waitForFunction(() => document.querySelectorAll("#table .evidence-row").length === 1);
  assert.equal(await page.locator("[data-slot=link]").first().textContent(), id);
});

await check("hostile cells", hostile, {}, async (page) => {
  assert.equal(await rows(page).count(), 6);
  for (const opener of await page.locator(".opener").all()) await opener.click();
  assert.equal(await page.locator(".evidence-row").count(), 6);
  const said = await page.locator("#table").textContent();
  for (const text of ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', '=HYPERLINK("http://x")', "a\u2028b\u2029c", "{{ 7 * 7 }} <!-- &amp;"]) {
    assert.ok(said.includes(text), text);
  }
  assert.equal(await page.locator("img, iframe, object, base, script:not(#data, :last-of-type)").count(), 0);
  await page.getByLabel("Search").fill("<script>alert(1)");
  await page.waitForFunction(() => document.querySelectorAll("#table > tbody > tr").length === 1);
});

await check("50,000 findings", many, {}, async (page) => {
  assert.equal(await status(page), "1 to 100 of 50,000 findings");
  const elements = () => page.evaluate(() => document.querySelectorAll("*").length);
  const before = await elements();
  assert.ok(before < 15_000, `${before} elements`);
  await page.getByLabel("Search").pressSequentially("brother firm 3");
  await page.waitForFunction(() => document.getElementById("count").textContent.includes("matching"));
  assert.ok(await rows(page).count() <= 100);
  await page.getByRole("button", { name: "Show all" }).click();
  await page.locator("#table thead button", { hasText: "What the line says" }).click();
  assert.equal(await rows(page).count(), 100);
  await page.getByRole("button", { name: "Next" }).click();
  assert.equal(await status(page), "101 to 200 of 50,000 findings");
  await page.getByLabel("Page", { exact: true }).fill("500");
  await page.keyboard.press("Enter");
  assert.equal(await status(page), "49,901 to 50,000 of 50,000 findings");
  assert.equal(await page.getByRole("button", { name: "Next" }).getAttribute("aria-disabled"), "true");
  await page.getByRole("button", { name: "Next" }).press("Enter");
  assert.equal(await status(page), "49,901 to 50,000 of 50,000 findings");
  assert.ok(await elements() < before + 1_000);
});

await check("without script", sample, { javaScriptEnabled: false }, async (page) => {
  assert.equal(await page.locator(".listed tbody tr").count(), 28);
  assert.ok(await page.locator(".listed").isVisible());
  assert.equal(await page.locator("#explorer").isVisible(), false);
  assert.ok(await page.getByText("This browser runs no script here").isVisible());
});

await check("what a month adds", month, {}, async (page) => {
  for (const name of ["Declared fax free", "What changed since the report of 2026-10-31", "What lines show together", "Exemptions", "Decisions of reviewers"]) {
    await page.getByRole("heading", { level: 2, name, exact: true }).waitFor();
  }
  // A line of a list leads to its finding, with its evidence open.
  await page.locator("#changes").getByRole("link", { name: "Fax machine alphanew" }).click();
  await page.waitForFunction(() => document.querySelectorAll("#table .evidence-row").length === 1);
  assert.match(await page.locator("#table .evidence-row").textContent(), /AL-4/);
});

await check("what a month adds, without script", month, { javaScriptEnabled: false }, async (page) => {
  assert.ok(await page.locator("#changes").getByText("Fax machine alphanew").isVisible());
  assert.ok(await page.locator("#together").getByText("Fax machine betaward").isVisible());
});

for (const [what, path] of [["month", month], ["history", history]]) {
  for (const width of WIDTHS) {
    for (const colorScheme of ["light", "dark"]) {
      const name = `${what} accessible at ${width} px, ${colorScheme}`;
      await check(name, path, { viewport: { width, height: 900 }, colorScheme }, async (page) => {
        await fits(page, name);
        for (const details of await page.locator("details:not([open]) > summary").all()) if (await details.isVisible()) await details.click();
        await accessible(page, name);
        await fits(page, `${name}, all open`);
      });
    }
  }
}

for (const width of WIDTHS) {
  for (const colorScheme of ["light", "dark"]) {
    const name = `accessible at ${width} px, ${colorScheme}`;
    await check(name, sample, { viewport: { width, height: 900 }, colorScheme }, async (page) => {
      await fits(page, name);
      for (const details of await page.locator("details > summary").all()) if (await details.isVisible()) await details.click();
      await page.locator(".opener").first().click();
      await accessible(page, name);
      await fits(page, `${name}, all open`);
    });
  }
  const name = `accessible at ${width} px, on paper`;
  await check(name, sample, { viewport: { width, height: 900 }, colorScheme: "dark" }, async (page) => {
    await page.emulateMedia({ media: "print" });
    const paper = await page.evaluate(() => getComputedStyle(document.querySelector("#verdict")).backgroundColor);
    assert.equal(paper, "rgb(255, 255, 255)", "paper is white, whatever the screen is");
    assert.ok(await page.locator(".listed").isVisible());
    assert.equal(await page.locator("#explorer").isVisible(), false);
    await accessible(page, name);
  });
}

await check("on paper everything is open", sample, {}, async (page) => {
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.equal(await page.locator("details:not([open])").count(), 1, "but what was left alone");
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.ok((await page.locator("details:not([open])").count()) > 5);
});

await browser.close();
