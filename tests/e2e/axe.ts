import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What on the page as it stands somebody cannot see, reach or understand, and whether it is wider than the screen. */
export async function problems(page: Page): Promise<string[]> {
  // No page of ours has frames of other sites: without them it takes half the time.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(tags).analyze();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  // What axe finds too small depends on what stands beside it, and so on how far a page was scrolled under what is fixed.
  const small = await page
    .locator(':is([type=checkbox], [type=radio]):visible')
    .evaluateAll((inputs) =>
      inputs
        .filter((input) => Math.min(input.clientWidth, input.clientHeight) < 24)
        .map(({ outerHTML }) => outerHTML),
    );
  const here = page.url();
  return [
    ...violations.map(
      ({ id, nodes }) => `${here}: ${id} at ${nodes.map(({ target }) => String(target)).join(', ')}`,
    ),
    ...small.map((html) => `${here}: too small to hit: ${html}`),
    ...(wide > 0 ? [`${here} is ${wide} px too wide`] : []),
  ];
}

/** The same of pages that only have to be opened. */
export async function problemsAt(page: Page, site: string, paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    await page.goto(site + path);
    // A skeleton is not the page yet.
    await expect(page.locator('main .skeleton')).toHaveCount(0);
    found.push(...(await problems(page)));
  }
  return found;
}
