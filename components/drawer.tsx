/** What stands beside the page for a while: a proof, or one row of a table with all that it has. */
import type { ComponentChildren } from "preact";
import { Icon } from "./icons.tsx";

interface DrawerProps {
  /** "proof" unless the page has another kind of drawer. */
  id?: string;
  title: string;
  /** Where the page is without it. */
  close: string;
  children: ComponentChildren;
}

/** Opened by the address, so that it works without a script; an island makes it quick. */
export function DrawerFrame({ id = "proof", title, close, children }: DrawerProps) {
  return (
    <dialog open class="drawer" id={id} aria-labelledby={`${id}-t`}>
      <div class="flex items-center">
        <h2 id={`${id}-t`}>{title}</h2>
        <a class="icon-btn ml-auto" href={close} aria-label="Close" data-close autofocus>
          <Icon name="x" />
        </a>
      </div>
      {children}
    </dialog>
  );
}
