import { defineEnvVars } from '@sveltejs/kit/env';

/** Read when the server starts; none of them reaches the browser. */
export const variables = defineEnvVars({
  API_URL: {
    description: 'Where the API answers on this machine; several, separated by commas, are tried in turn.',
    schema: (value) =>
      (value || 'http://127.0.0.1:4001').split(',').map((url) => url.trim().replace(/\/$/, '')),
  },
  DEMO: {
    description: 'true where the demo tenants, their logins and the mail inbox may be shown.',
    schema: (value) => (value || 'true') === 'true',
  },
  PICTURES_DIR: {
    description:
      'Folder in which images are kept that were made once; empty: they are made for each who asks.',
    schema: (value) => value ?? '',
  },
  MAP_STYLE_URL: {
    description: 'Where maps get their style; empty: there are no maps.',
    schema: (value) => value ?? '',
  },
  MAP_ORIGINS: {
    description: "Further origins that a map's style loads from, separated by commas.",
    schema: (value) =>
      (value ?? '')
        .split(',')
        .map((origin) => origin.trim())
        .filter(Boolean),
  },
});
