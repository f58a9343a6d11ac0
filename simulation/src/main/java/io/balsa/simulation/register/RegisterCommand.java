package io.balsa.simulation.register;

/** Layout of a command to {@link RegisterStateMachine}; what follows it is padding. */
final class RegisterCommand
{
    static final byte READ = 0;
    static final byte WRITE = 1;
    static final byte COMPARE_AND_SET = 2;
    static final byte REFUSED = 3;
    static final byte FAILING = 4;

    static final int KIND_OFFSET = 0;
    static final int REGISTER_OFFSET = 1;
    static final int EXPECTED_OFFSET = 8;
    static final int VALUE_OFFSET = 16;
    static final int LENGTH = 24;

    private RegisterCommand()
    {
    }
}
