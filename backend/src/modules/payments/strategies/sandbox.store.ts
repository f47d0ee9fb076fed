/** A payment as the sandbox company keeps it. Times are instants, amounts minor units. */
export interface SandboxCheckout {
  /** Unguessable: whoever has it may pay. */
  id: string;
  account: string;
  paymentId: string;
  amount: number;
  currency: string;
  description: string;
  returnUrls: { success: string; pending: string; failure: string };
  webhookUrl: string;
  createdAt: Date;
  expiresAt: Date;
  status: 'open' | 'declined' | 'pending' | 'paid' | 'closed';
  /** When a pending payment becomes paid. */
  settlesAt: Date | null;
  charge: { id: string; paidAt: Date } | null;
  refunds: { refundId: string; amount: number }[];
  /** Webhooks that nobody has taken yet, in their order. */
  notices: SandboxNotice[];
}

export interface SandboxNotice {
  id: string;
  body: string;
  attempts: number;
  dueAt: Date;
}

/** Where the sandbox keeps its state. Each method is one step: nobody sees half of it. */
export interface SandboxStore {
  /** Keeps a new checkout, or returns the one that the account has for this payment already. */
  add: (checkout: SandboxCheckout) => Promise<SandboxCheckout>;
  find: (id: string) => Promise<SandboxCheckout | undefined>;
  /** Replaces it by what `change` makes of it; what `change` throws leaves it as it was. Changes wait for each other. */
  change: (
    id: string,
    change: (checkout: SandboxCheckout) => SandboxCheckout,
  ) => Promise<SandboxCheckout | undefined>;
  /** Ids of those that settle, expire or have a notice due by then. */
  due: (now: Date) => Promise<string[]>;
}

/** State that ends with the process. */
export function memoryStore(): SandboxStore {
  const checkouts = new Map<string, SandboxCheckout>();
  return {
    async add(checkout) {
      for (const known of checkouts.values()) {
        if (known.account === checkout.account && known.paymentId === checkout.paymentId) return known;
      }
      checkouts.set(checkout.id, checkout);
      return checkout;
    },
    find: async (id) => checkouts.get(id),
    async change(id, change) {
      const known = checkouts.get(id);
      if (!known) return undefined;
      const changed = change(known);
      checkouts.set(id, changed);
      return changed;
    },
    due: async (now) =>
      [...checkouts.values()].filter((checkout) => isDue(checkout, now)).map(({ id }) => id),
  };
}

function isDue({ status, settlesAt, expiresAt, notices }: SandboxCheckout, now: Date): boolean {
  return (
    (settlesAt !== null && settlesAt <= now) ||
    ((status === 'open' || status === 'declined') && expiresAt <= now) ||
    notices.some(({ dueAt }) => dueAt <= now)
  );
}
