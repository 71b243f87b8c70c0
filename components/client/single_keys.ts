/** Whether keys without Ctrl do something; somebody may have switched them off (WCAG 2.1.4). */

const STORE = "clinops-single-keys";

export const areKeysOn = () => localStorage.getItem(STORE) !== "off";

export const switchKeys = (on: boolean) => localStorage.setItem(STORE, on ? "on" : "off");
