// What a browser makes of a report's page, at 360, 768 and 1280 pixels: violations that axe-core finds, messages of the
// console, requests, scrolling sideways, texts under 11 pixels, and how long page one is, in pixels, words and numbers.
//
//     npm install axe-core playwright-core
//     node benchmarks/page_in_browser.mjs report/report.html ...
//
// The browser is /usr/bin/chromium, or the one that CHROMIUM names. What is folded is opened first, so that it is looked
// at as well; only where page one ends is measured before.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { chromium } from "playwright-core";

const WIDTHS = [[360, 720], [768, 1024], [1280, 800]];
const SMALLEST = 10.99;
const MOST = { words: 90, characters: 180, numbers: 12 };
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function looked(browser, file, width, height) {
  const context = await browser.newContext({ viewport: { width, height }, bypassCSP: true });
  const page = await context.newPage();
  const messages = [];
  const requests = [];
  page.on("console", (message) => messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(`file://${resolve(file)}`);
  const end = await page.evaluate(() => Math.round(document.querySelector("header.front").getBoundingClientRect().bottom));
  await page.evaluate(() => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
  const shown = await page.evaluate(inPage, SMALLEST);
  await page.addScriptTag({ content: axe });
  const violations = await page.evaluate(async () =>
    (await window.axe.run(document)).violations.map((each) => `${each.id} (${each.nodes.length}): ${each.nodes[0].html.slice(0, 120)}`));
  await context.close();
  return { violations, messages, requests: requests.length - 1, end, ...shown };
}

function inPage(smallest) {
  const small = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.data.trim();
    const element = texts.currentNode.parentElement;
    if (!text || element.tagName === "STYLE" || !element.getClientRects().length) continue;
    let size = parseFloat(getComputedStyle(element).fontSize);
    if (element.closest("svg")) {
      const { a, b } = element.getScreenCTM();
      size *= Math.hypot(a, b);
    }
    if (size < smallest) small.add(`${size.toFixed(1)} px: ${text.slice(0, 40)}`);
  }
  const front = document.querySelector("header.front").cloneNode(true);
  front.querySelectorAll("h1, .about, img").forEach((each) => each.remove());
  const pieces = [];
  const told = document.createTreeWalker(front, NodeFilter.SHOW_TEXT);
  while (told.nextNode()) pieces.push(told.currentNode.data);
  const text = pieces.join(" ");
  return {
    sideways: document.documentElement.scrollWidth > window.innerWidth,
    small: [...small],
    words: text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length,
    characters: [...text].filter((each) => /\p{Script=Han}/u.test(each)).length,
    numbers: (text.match(/(?<![\p{L}\d])\d[\d.,]*/gu) || []).length, // a digit in a name is no number
    chinese: document.documentElement.lang.startsWith("zh"),
  };
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
let wrong = 0;
for (const file of process.argv.slice(2)) {
  for (const [width, height] of WIDTHS) {
    const found = await looked(browser, file, width, height);
    const length = found.chinese ? found.characters <= MOST.characters : found.words <= MOST.words;
    const fits = width < 1280 || (found.end <= height && length && found.numbers <= MOST.numbers);
    const clean = !(found.violations.length + found.messages.length + found.requests + found.small.length) && !found.sideways;
    wrong += !(fits && clean);
    console.log(file, `${width} px`, fits && clean ? "well" : "NOT WELL", JSON.stringify(found));
  }
}
await browser.close();
process.exit(wrong ? 1 : 0);
