import type * as Toast from '#lib/ui/toast/toast.ts';

/** Says something in a toast, whose code is fetched with the first one. */
export const say = async (...said: Parameters<typeof Toast.toast>): Promise<void> => {
  const { toast } = await import('#lib/ui/toast/toast.ts');
  await toast(...said);
};
