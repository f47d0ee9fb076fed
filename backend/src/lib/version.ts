import packageJson from '../../package.json' with { type: 'json' };

/** The version of this installation, as health, metrics and every answer tell it. */
export const version: string = packageJson.version;
