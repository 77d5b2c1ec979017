/** A dialog is open as long as it is there: opened again, it begins with what holds then. */
export interface DialogProps {
  readonly onClose: () => void;
}
