import { parser } from '@prometheus-io/lezer-promql';
import type { SyntaxNode } from '@lezer/common';
import type { Exposed } from './exposed.ts';

interface Matcher {
  label: string;
  isEqual: boolean;
  value: string;
}

/** One metric that an expression asks for, with the labels by which it is chosen and grouped there. */
export interface Selector {
  metric: string;
  matchers: Matcher[];
  groupedBy: string[];
}

/** What would change labels in a way that this reading does not follow; nothing of ours needs it. */
const NOT_FOLLOWED = new Set([
  'Without',
  'MatchingModifierClause',
  'LabelReplace',
  'LabelJoin',
  'CountValues',
  'Info',
]);

const childrenOf = (node: SyntaxNode): SyntaxNode[] => {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
};

/** What Grafana puts in before Prometheus sees it. */
const filledIn = (expression: string) =>
  expression.replaceAll('$__rate_interval', '1m').replaceAll(/\$(\w+)/g, 'chosen');

/**
 * Reads what an expression asks for, with the parser of Prometheus' own pages.
 * @throws Error for what is no PromQL, or asks in a way that this does not follow
 */
export function selectorsOf(given: string): Selector[] {
  const expression = filledIn(given);
  const textOf = ({ from, to }: SyntaxNode) => expression.slice(from, to);
  const selectors: Selector[] = [];

  function labelsIn(node: SyntaxNode): string[] {
    return node.name === 'LabelName' ? [textOf(node)] : childrenOf(node).flatMap(labelsIn);
  }
  function matcherOf(node: SyntaxNode): Matcher {
    const [label, operator, value] = childrenOf(node).map(textOf);
    return { label: label ?? '', isEqual: !operator?.startsWith('!'), value: (value ?? '').slice(1, -1) };
  }
  function matchersIn(node: SyntaxNode): Matcher[] {
    return node.name === 'UnquotedLabelMatcher' ? [matcherOf(node)] : childrenOf(node).flatMap(matchersIn);
  }
  function visit(node: SyntaxNode, groupedBy: string[]): void {
    if (node.type.isError || NOT_FOLLOWED.has(node.name))
      throw new Error(`not understood: ${node.name} in ${given}`);
    const children = childrenOf(node);
    if (node.name === 'VectorSelector') {
      const metric = children.find(({ name }) => name === 'Identifier');
      if (!metric) throw new Error(`no metric is named in ${given}`);
      selectors.push({ metric: textOf(metric), matchers: matchersIn(node), groupedBy });
      return;
    }
    const modifier =
      node.name === 'AggregateExpr' && children.find(({ name }) => name === 'AggregateModifier');
    const inside = modifier ? [...groupedBy, ...labelsIn(modifier)] : groupedBy;
    for (const child of children) if (child.name !== 'GroupingLabels') visit(child, inside);
  }
  visit(parser.parse(expression).topNode, []);
  return selectors;
}

/** Labels with values that no short test provokes all of. */
const OPEN = new Set([
  'job',
  'tenant',
  'status',
  'status_code',
  'sqlstate',
  'code',
  'datname',
  'state',
  'le',
]);

function matches({ value }: Matcher, values: ReadonlySet<string>): boolean {
  const pattern = new RegExp(`^(?:${value})$`);
  return [...values].some((shown) => shown === value || pattern.test(shown));
}

/** What an expression asks for, or a legend names, that nobody shows: a line for each. */
export function findUnknown(exposed: Exposed, expression: string, legend = ''): string[] {
  const selectors = selectorsOf(expression);
  const named = [...legend.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, label = '']) => label);
  const inLegend = named.filter(
    (label) =>
      !selectors.some(({ metric, groupedBy }) =>
        groupedBy.length > 0 ? groupedBy.includes(label) : exposed.get(metric)?.has(label),
      ),
  );
  const wrong = selectors.flatMap(({ metric, matchers, groupedBy }) => {
    const labels = exposed.get(metric);
    if (!labels) return [`no metric ${metric}`];
    const missing = [...matchers.map(({ label }) => label), ...groupedBy].filter(
      (label) => !labels.has(label),
    );
    const unmatched = matchers.filter((matcher) => {
      const values = labels.get(matcher.label);
      return values && matcher.isEqual && !OPEN.has(matcher.label) && !matches(matcher, values);
    });
    return [
      ...missing.map((label) => `${metric} has no label ${label}`),
      ...unmatched.map(({ label, value }) => `${metric} has no ${label} like ${value}`),
    ];
  });
  return [...wrong, ...inLegend.map((label) => `nothing has the label ${label} of the legend`)];
}
