import { homeViews } from '#lib/features/home/views.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ data }) => {
  switch (data.kind) {
    case 'installation':
      return { ...data, View: (await homeViews.installation()).default };
    case 'single':
      return {
        ...data,
        View: (await homeViews.single()).default,
        Again: data.again && (await homeViews.again()).default,
      };
    default:
      return {
        ...data,
        View: (await homeViews.marketplace()).default,
        // They come only where there is anybody to show, and whoever has been here.
        Again: data.again && (await homeViews.again()).default,
        People: data.view.people[0] && (await homeViews.people()).default,
      };
  }
};
