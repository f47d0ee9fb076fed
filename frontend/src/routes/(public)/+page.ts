import { homeViews } from '#lib/features/home/views.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ data }) => {
  switch (data.kind) {
    case 'installation':
      return { ...data, View: (await homeViews.installation()).default };
    case 'single':
      return { ...data, View: (await homeViews.single()).default };
    default:
      return {
        ...data,
        View: (await homeViews.marketplace()).default,
        // It comes only where there is anybody to show.
        People: data.view.people[0] && (await homeViews.people()).default,
      };
  }
};
