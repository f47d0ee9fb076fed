/** Brings an answer into sight when it comes, for a form that ends far from where its answer stands. @param answer null: none yet */
export const inSight = (answer: unknown) => (node: HTMLElement) => {
  if (answer) node.scrollIntoView({ block: 'nearest' });
};
