import { Lesson } from "../support/lesson.ts";
import { CLASS, people, signIn } from "../support/people.ts";
import { ARRIVES_MS } from "../support/sync.ts";
import { expect, test } from "../support/test.ts";
import { miniBrowser, WebKit } from "../support/webkit.ts";

const browser = miniBrowser();

test("on an iPad's engine: a lesson without a server, by deep link, in another window, and sent later", async ({
  school,
  newPage,
}) => {
  test.skip(!browser, "WebKitWebDriver, MiniBrowser or xvfb-run is not installed");
  const { teacher } = people();
  const webkit = await WebKit.open(browser!);
  try {
    await webkit.goto(`${school.url}/sign-in`);
    await webkit.expect("the app runs", () => document.documentElement.hasAttribute("data-started"));
    await webkit.type("#name", teacher.name);
    await webkit.type("#password", teacher.password);
    await webkit.tap("button", "Sign in");
    await webkit.expectText("Hello, ");
    await webkit.tap("[aria-labelledby=my-classes] a", CLASS);
    await webkit.expect("the class is there", () => document.querySelectorAll(".tile").length > 10);
    await webkit.expect("the app is kept", () => navigator.serviceWorker.ready.then((ready) => !!ready.active));
    await webkit.expectText("Up to date");
    const address = await webkit.evaluate(() => location.href);
    const name = await webkit.evaluate(() => document.querySelector(".tile-name")?.textContent ?? "");

    // Without a server, from nothing but the address.
    await school.stop();
    await webkit.reopenWindow(address);
    await webkit.tap(".brush", "Chooses it");
    await webkit.tap(".tile", name);
    await webkit.expectText("1 to send");
    await webkit.reopenWindow(address);
    await webkit.expect(`${name} is still seen`, seen, name);
    await webkit.expectText("1 to send");

    await school.start();
    await webkit.expectText("Up to date");
    const other = await newPage();
    await signIn(other, teacher);
    await (await Lesson.open(other)).expectSeen(name, ARRIVES_MS);
    expect(await webkit.evaluate(seen, name)).toBe(true);
  } finally {
    await webkit.close();
  }
});

/** Runs in the page. */
function seen(name: string): boolean {
  const labels = [...document.querySelectorAll(".tile")].map((tile) => tile.getAttribute("aria-label"));
  return labels.includes(`${name}, seen today`);
}
