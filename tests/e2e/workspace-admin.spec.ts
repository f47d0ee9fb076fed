import { expect, test } from '@playwright/test';
import { FADE, logIn, say } from './site.ts';

// Once: what it changes is the whole site's.
test(
  'an admin sees how the site does, changes a rule, finds it in the log, and takes it back',
  { tag: '@desktop' },
  async ({ page }) => {
    await logIn(page, FADE, 'admin@fade.example');
    await page.goto(`${FADE}/admin?period=90`);
    await expect(page.getByRole('heading', { name: say('admin_overview'), level: 1 })).toBeVisible();
    await expect(page.getByRole('heading', { name: say('over_q_occupancy') })).toBeVisible();
    // The same figures stand in a table beside each drawing.
    await expect(page.getByRole('columnheader', { name: say('over_hours_booked') })).toBeVisible();
    const csv = await page
      .getByRole('link', { name: say('over_csv') })
      .evaluate(async (link) => (await fetch((link as HTMLAnchorElement).href)).headers.get('content-type'));
    expect(csv).toContain('text/csv');

    await page.goto(`${FADE}/admin/rules`);
    const hold = page.getByLabel(say('rules_f_hold_minutes'));
    await hold.fill('61');
    await page
      .getByRole('button', { name: say('rules_save'), exact: true })
      .last()
      .click();
    await expect(page.getByText(say('rules_bad_range', { least: '1', most: '60' }))).toBeVisible();
    await expect(hold).toHaveValue('61');
    await hold.fill('17');
    await page
      .getByRole('button', { name: say('rules_save'), exact: true })
      .last()
      .click();
    await expect(page.getByText(say('rules_saved', { count: '1' }))).toBeVisible();

    await page.goto(`${FADE}/admin/audit`);
    const entry = page.locator('summary', { hasText: say('admin_rules') }).first();
    await entry.click();
    const row = page.getByRole('row', { name: /scheduling\.holdMinutes/ }).first();
    await expect(row).toContainText('17');

    await page.goto(`${FADE}/admin/rules`);
    const back = say('rules_inherit_of', { field: say('rules_f_hold_minutes') });
    await page.getByRole('button', { name: back }).click();
    await expect(page.getByText(say('rules_inherited_done'))).toBeVisible();
    await expect(page.getByRole('button', { name: back })).toHaveCount(0);
  },
);

test('an owner of one business opens none of the admin’s screens', { tag: '@desktop' }, async ({ page }) => {
  await logIn(page, FADE, 'owner@fade.example');
  for (const path of ['', '/businesses', '/people', '/api-keys', '/audit', '/rules']) {
    const answer = await page.goto(`${FADE}/admin${path}`);
    expect(answer?.status(), path).toBe(403);
  }
});
