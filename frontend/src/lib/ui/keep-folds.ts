import { browser } from '$app/env';
import { onMount } from 'svelte';

/**
 * Leaves what a visitor unfolded, or folded, before there were scripts as it is: `<details open={...}>` is set anew as soon as
 * they come. Call it once, in the layout around all pages, before any of them is made.
 */
export function keepFolds(): void {
  if (!browser) return;
  const folds = [...document.querySelectorAll('details')].map((fold) => ({ fold, open: fold.open }));
  onMount(() => {
    for (const { fold, open } of folds) fold.open = open;
  });
}
