import { arrived, people, signIn } from "../support/people.ts";
import { Post } from "../support/post.ts";
import { drawn } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";

test("an administrator makes a link for a colleague, who chooses a password by it", async ({ page, newPage }) => {
  await signIn(page, people().administrator);
  await page.getByRole("link", { name: "Who can sign in, and links for those who cannot" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Staff" })).toBeVisible();
  await page.getByLabel("Find by name").fill("no such name");
  await expect(page.getByText("Nobody here has a name like that.")).toBeVisible();
  await page.getByLabel("Find by name").fill("");
  await page.getByRole("button", { name: /^Make a sign-in link for / }).first().click();
  const card = page.getByRole("region", { name: /^A link for / });
  await expect(card.getByRole("heading")).toBeFocused();
  await expect(card.getByRole("img", { name: "QR code of the link" })).toBeVisible();
  const address = (await card.locator(".secret-letters").textContent()) ?? "";
  expect(address).toContain("/welcome/");

  const colleague = await newPage();
  await colleague.goto(address);
  await drawn(colleague);
  await colleague.getByLabel("Choose a password").fill("password1");
  await colleague.getByRole("button", { name: "Start" }).click();
  await expect(colleague.getByRole("alert")).toContainText("Choose another password");
  await colleague.getByLabel("Choose a password").fill("three-words-in-a-row");
  await colleague.getByRole("button", { name: "Start" }).click();
  await arrived(colleague);
});

test("an administrator sends a link by e-mail, and hears when it could not be sent", async ({ page, school }) => {
  const post = await Post.open();
  await signIn(page, people().administrator);
  await page.goto("/staff");
  const send = page.getByRole("button", { name: /^Send a sign-in link to / }).first();
  await expect(page.getByRole("button", { name: /^Make a sign-in link for / }).first()).toBeVisible();
  await expect(send).toHaveCount(0);

  post.setBy(school);
  await page.reload();
  await send.click();
  await expect(page.getByText(/^A link is on its way to /)).toBeFocused();
  expect(post.letters).toHaveLength(1);
  expect(post.letters[0]).toContain("/welcome/");

  await post.close();
  await send.click();
  await expect(page.getByText(/could not be sent\. Try again in a moment, or make a link/)).toBeFocused();
});
