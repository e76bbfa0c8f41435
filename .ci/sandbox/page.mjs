// Drives the sandbox's page in a headless Chromium: page.mjs URL WRITE_KEY CHROMIUM SCREENSHOT
import puppeteer from "puppeteer-core";

const [url, writeKey, executablePath, screenshot] = process.argv.slice(2);
const hostile = `<script>document.title = "hacked"</script><img src=x onerror="document.title='hacked'">`;
const send = async (...batch) => {
  const answer = await fetch(`${url}/v1/batch`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ batch, writeKey, sentAt: new Date().toISOString() }),
  });
  if (answer.status !== 200) throw new Error(`the batch was answered ${answer.status}`);
};
const track = (event, more = {}) => ({ type: "track", event, userId: "u", properties: { score: 9 }, ...more });
const must = (holds, what) => { if (!holds) throw new Error(what); };

const browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  const problems = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) problems.push(message.text()); });
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.goto(url);
  const text = (selector) => page.$eval(selector, (element) => element.textContent);
  const until = (check, ...given) => page.waitForFunction(check, { timeout: 5000 }, ...given);
  const rows = () => page.$$eval("#list li .name", (items) => items.map((item) => item.textContent));
  const has = (name) => until((name) => [...document.querySelectorAll("#list li .name")].some((item) => item.textContent === name), name);
  await until(() => document.getElementById("state").textContent === "live");

  await send(track("Survey Completed", { messageId: "page-1" }));
  await has("Survey Completed");
  await send(track("Bad Identity", { userId: 7 }), track("Survey Completed", { messageId: "page-1" }));
  await has("Bad Identity");
  must((await page.$$eval("#list li .verdict", (items) => items.map((item) => item.textContent))).includes("track, discarded: id_not_string"), "the code is not shown");

  await send(track(hostile, { properties: { reason: hostile, [hostile]: 1 } }));
  await has(hostile);
  await page.evaluate(() => document.querySelector("#list li").click());
  await until(() => document.querySelector("#view table"));
  must((await text("#view")).includes("<script>"), "the answer is not shown as text");
  must((await page.$$("#view script, #view img, #list script, #list img")).length === 0, "an answer became markup");

  // Keyboard: the list, the views, search, pause.
  await page.focus("#list");
  await page.keyboard.press("End");
  await until(() => document.querySelector('#list li[aria-selected="true"] .name').textContent === "Survey Completed");
  await page.keyboard.press("ArrowUp");
  await page.focus("#tab-pretty");
  await page.keyboard.press("ArrowRight");
  await until(() => document.querySelector("#view pre"));
  must(JSON.parse(await text("#view pre")).event === (await text("#detail-title")), "raw is another event");
  await page.focus("#list");
  await page.keyboard.press("/");
  await page.keyboard.type("bad identity");
  await until(() => document.querySelectorAll("#list li").length === 1);
  must((await rows())[0] === "Bad Identity", "the search found another event");
  await page.$eval("#search", (input) => { input.value = ""; input.dispatchEvent(new Event("input")); });

  await page.focus("#list");
  await page.keyboard.press("p");
  await until(() => document.getElementById("pause").getAttribute("aria-pressed") === "true");
  await send(track("While Paused"));
  await until(() => document.getElementById("pause").textContent === "Resume (1 new)");
  must(!(await rows()).includes("While Paused"), "it does not pause");
  await page.keyboard.press("p");
  await has("While Paused");

  await page.select("#verdict", "discarded");
  await until(() => document.querySelectorAll("#list li").length === 1);
  await page.evaluate(() => document.querySelector("#list li").click());
  await page.click("#tab-pretty");
  await until(() => document.getElementById("view").textContent.includes("A userId or anonymousId is an empty string, or not a string"));
  await page.select("#verdict", "");
  await until(() => document.getElementById("verdicts").textContent.includes("id_not_string1"));
  must((await page.title()) === "qseg sandbox", "the title was changed");
  must(problems.length === 0, `the console says: ${problems.join("; ")}`);
  await page.screenshot({ path: screenshot });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  await page.screenshot({ path: screenshot.replace(".png", "-dark.png") });
  console.log("the page shows, escapes, searches and pauses");
} finally {
  await browser.close();
}
