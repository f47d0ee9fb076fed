/** What a panel asks: PromQL, and how each line is called (with `{{label}}`). */
export type Query = [expression: string, legend?: string];

export interface Panel {
  title: string;
  /** What it tells, and what is good; shown when somebody asks. */
  about?: string;
  /** Lines over time, one number, a table of the moment, or lines of the log. */
  kind?: 'lines' | 'number' | 'table' | 'logs';
  /** As Grafana names it. */
  unit?: string;
  /** Of the 24 columns; left out: 8, a number 4, logs all. */
  width?: number;
  queries: Query[];
  /** Lines are stacked. */
  stacked?: boolean;
}

/** A choice at the top of a board: of the values of a label, or any text. */
export type Choice = { name: string; title: string } & ({ label: string; of: string } | { text: true });

export interface Board {
  uid: string;
  title: string;
  from?: string;
  choices?: Choice[];
  rows: { title: string; panels: Panel[] }[];
}

const COLUMNS = 24;
const types = { lines: 'timeseries', number: 'stat', table: 'table', logs: 'logs' } as const;
const widths = { lines: 8, number: 4, table: 12, logs: COLUMNS } as const;
const heights = { lines: 8, number: 4, table: 8, logs: 10 } as const;

const prometheus = { type: 'prometheus', uid: 'prometheus' };
const loki = { type: 'loki', uid: 'loki' };

function fieldConfig({ kind = 'lines', unit = 'short', stacked = false }: Panel) {
  const drawn = { lineWidth: 1, fillOpacity: stacked ? 30 : 5, showPoints: 'never' };
  const stacking = stacked ? { stacking: { mode: 'normal', group: 'A' } } : {};
  const custom = kind === 'lines' ? { custom: { ...drawn, ...stacking } } : {};
  return { defaults: { unit, min: 0, ...custom }, overrides: [] };
}

function options(kind: NonNullable<Panel['kind']>) {
  if (kind === 'lines')
    return {
      legend: { displayMode: 'list', placement: 'bottom' },
      tooltip: { mode: 'multi', sort: 'desc' },
    };
  if (kind === 'number')
    return { reduceOptions: { calcs: ['lastNotNull'] }, colorMode: 'none', graphMode: 'area' };
  if (kind === 'logs') return { showTime: true, wrapLogMessage: true, sortOrder: 'Descending' };
  return { showHeader: true };
}

function panelOf(panel: Panel, id: number, gridPos: object) {
  const { title, about, kind = 'lines', queries } = panel;
  const datasource = kind === 'logs' ? loki : prometheus;
  const isTable = kind === 'table';
  return {
    id,
    type: types[kind],
    title,
    ...(about && { description: about }),
    gridPos,
    datasource,
    targets: queries.map(([expr, legend], index) => ({
      refId: String.fromCharCode(65 + index),
      datasource,
      expr,
      ...(legend && { legendFormat: legend }),
      ...(isTable && { instant: true, format: 'table' }),
    })),
    ...(isTable && {
      transformations: [{ id: 'organize', options: { excludeByName: { Time: true } } }],
    }),
    fieldConfig: fieldConfig(panel),
    options: options(kind),
  };
}

function choiceOf(choice: Choice) {
  const { name, title } = choice;
  if ('text' in choice)
    return { name, label: title, type: 'textbox', query: '', current: { text: '', value: '' } };
  return {
    name,
    label: title,
    type: 'query',
    datasource: prometheus,
    query: `label_values(${choice.of}, ${choice.label})`,
    refresh: 2,
    includeAll: true,
    allValue: '.*',
    multi: true,
    sort: 1,
    current: { text: 'All', value: '$__all' },
  };
}

/** Puts panels one after the other, in as many lines as they need. */
function layOut(rows: Board['rows']): object[] {
  const placed: object[] = [];
  let y = 0;
  for (const { title, panels } of rows) {
    placed.push({
      id: placed.length + 1,
      type: 'row',
      title,
      collapsed: false,
      panels: [],
      gridPos: { x: 0, y, w: COLUMNS, h: 1 },
    });
    y += 1;
    let [x, tallest] = [0, 0];
    for (const panel of panels) {
      const kind = panel.kind ?? 'lines';
      const [w, h] = [panel.width ?? widths[kind], heights[kind]];
      if (x + w > COLUMNS) [x, y, tallest] = [0, y + tallest, 0];
      placed.push(panelOf(panel, placed.length + 1, { x, y, w, h }));
      x += w;
      tallest = Math.max(tallest, h);
    }
    y += tallest;
  }
  return placed;
}

/** A board as Grafana reads it. */
export const renderBoard = ({ uid, title, from = 'now-6h', choices = [], rows }: Board): string =>
  JSON.stringify({
    uid,
    title,
    tags: ['turnero'],
    schemaVersion: 41,
    version: 1,
    editable: false,
    graphTooltip: 1,
    refresh: '30s',
    time: { from, to: 'now' },
    timezone: 'browser',
    links: [
      {
        title: 'Turnero',
        type: 'dashboards',
        tags: ['turnero'],
        asDropdown: true,
        keepTime: true,
        targetBlank: false,
      },
    ],
    templating: { list: choices.map(choiceOf) },
    panels: layOut(rows),
  });
