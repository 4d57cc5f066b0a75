"""The words of the matrix for what one gets. Pure."""

YES, NO_SUCH_THING, REFUSED, TOO_LATE, SIGN_IN = "yes", "no such thing", "refused", "too late", "sign in"
LED_BACK, NOT_CONCERNED = "led back", "not concerned"
