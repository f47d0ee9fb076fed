/** Puts the light theme's values in place of its names: what makes rasters of drawings knows no custom properties. */
export function flatten(svg: string, themeCss: string): string {
  const light = /:root\{([^}]*)\}/.exec(themeCss)?.[1] ?? '';
  const values = new Map<string, string>();
  for (const [, name = '', value = ''] of light.matchAll(/(--[\w-]+):([^;]+)/g)) values.set(name, value);
  return svg.replace(/var\((--[\w-]+)\)/g, (_, name: string) => values.get(name) ?? 'gray');
}
