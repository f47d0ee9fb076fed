/** Leaves out of a form's address what was left empty. */
export function tidy({ formData }: FormDataEvent): void {
  for (const [name, value] of [...formData]) if (value === '') formData.delete(name);
}
