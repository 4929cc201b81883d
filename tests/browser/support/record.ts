import { expect, type Page } from "@playwright/test";
import { CLASS } from "./people.ts";

/** Opens the record of access from an administrator's home page. */
export async function openRecord(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByRole("region", { name: "Data protection" }).getByRole("link", { name: /^The record of access/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Who looked at what" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 2, name: "today" })).toBeVisible();
}

/** Opens the page of one person's data, from an administrator's home page; `name` as the list of `CLASS` has it. */
export async function lookUp(page: Page, name: string): Promise<void> {
  await page.goto("/");
  await page.getByRole("region", { name: "Data protection" }).getByRole("link", { name: /^One person’s data/ }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("main").getByRole("link", { name }).filter({ hasText: CLASS }).first().click();
  await expect(page.getByRole("region", { name: "What is held" })).toBeVisible();
}
