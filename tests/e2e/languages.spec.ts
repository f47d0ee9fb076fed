import { expect, test } from '@playwright/test';
import english from '../../frontend/messages/en.json' with { type: 'json' };
import spanish from '../../frontend/messages/es-AR.json' with { type: 'json' };
import portuguese from '../../frontend/messages/pt-BR.json' with { type: 'json' };
import { ACCOUNT, ownScreens } from './screens.ts';
import { DEMOS, logIn } from './site.ts';

type Messages = Record<string, string>;

/** Texts of es-AR that are long enough to be told apart and that the other language does not have. */
function foreign(others: Messages): string[] {
  const own = new Set(Object.values(others));
  return Object.values(spanish as Messages).filter(
    (text) => text.length > 6 && !text.includes('{') && !own.has(text),
  );
}

const demo = DEMOS.find(({ slug }) => slug === 'boxes')!;

for (const [lang, messages] of [
  ['en', english],
  ['pt-BR', portuguese],
] as const) {
  test(`nothing on the way to a booking is left in Spanish: ${lang}`, async ({ page }) => {
    test.slow();
    await logIn(page, demo.site, 'customer@boxes.example');
    const own = await ownScreens(page, demo);
    const paths = ['/', '/search', demo.business, `${demo.business}/book`, ...own, ...ACCOUNT, '/offline'];
    const slips: string[] = [];
    const spoken = foreign(messages);
    for (const path of paths) {
      await page.goto(`${demo.site}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
      await expect(page.locator('html')).toHaveAttribute('lang', lang);
      const lines = new Set((await page.locator('body').innerText()).split('\n').map((line) => line.trim()));
      slips.push(...spoken.filter((text) => lines.has(text)).map((text) => `${path}: ${text}`));
    }
    expect(slips).toEqual([]);
  });
}
