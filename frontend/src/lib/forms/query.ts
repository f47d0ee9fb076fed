/**
 * What an address says beside the action that was last sent to it, to stand behind the name of another (`?/save{query}`). The answer
 * of an action is shown where the address stays the same; where it becomes another the page is opened anew.
 */
export function queryOf({ searchParams }: { searchParams: Iterable<[string, string]> }): string {
  const kept = new URLSearchParams([...searchParams].filter(([name]) => !name.startsWith('/'))).toString();
  return kept && `&${kept}`;
}
