import type * as Toast from '#lib/ui/toast/toast.ts';

/** Fetches what says things, for a page that has to say that its connection is lost. */
export const prepareToSay = async (): Promise<void> => {
  const { toaster } = await import('#lib/ui/toast/toast.ts');
  await toaster();
};

/** Says something in a toast, whose code is fetched with the first one. */
export const say = async (...said: Parameters<typeof Toast.toast>): Promise<void> => {
  const { toast } = await import('#lib/ui/toast/toast.ts');
  await toast(...said);
};
