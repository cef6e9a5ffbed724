package io.wardlog.local;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives all test classes that run in this process one {@link Stack}: the first that asks for it starts it, the end of the process's run stops it. With
 * several processes at once the build hands each of them class by class, every class a request of its own: so the store is the session's.
 */
final class SharedStack implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Stack.class;
    }

    @Override
    public Stack resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // The store closes what it holds when the run ends.
        return context.getRoot()
                .getStore(
                        ExtensionContext.StoreScope.LAUNCHER_SESSION,
                        ExtensionContext.Namespace.create(SharedStack.class))
                .getOrComputeIfAbsent(Stack.class, key -> start(), Stack.class);
    }

    private static Stack start() {
        try {
            return Stack.start();
        } catch (Exception e) {
            throw new IllegalStateException("the servers and processes do not start", e);
        }
    }
}
