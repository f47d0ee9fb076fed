/** Puts the device's own place into the field beside a button, and asks its form. @throws where the device does not tell it */
export async function locate(button: HTMLElement): Promise<void> {
  const input = button.parentElement?.querySelector('input');
  const { coords } = await new Promise<GeolocationPosition>((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(resolve, reject, { timeout: 10_000, maximumAge: 300_000 });
  });
  if (!input) return;
  // To a hundred metres: enough to find what is near, and nobody's door.
  input.value = `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`;
  input.form?.requestSubmit();
}
