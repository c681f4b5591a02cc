package dev.closewatch.proxy.process;

import java.lang.reflect.Proxy;

/** Signals as something to answer. The JDK has no supported way to hear of them. */
final class Signals {
  private Signals() {}

  /**
   * From now on a signal runs the action instead of what it did, on a thread of its own each time.
   *
   * @param name without SIG
   * @return whether that is possible here
   */
  static boolean on(String name, Runnable action) {
    try {
      // By reflection, since javac has no way to let a program that treats warnings as errors name
      // this class.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object received =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      Object number = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, number, received);
      return true;
    } catch (ReflectiveOperationException e) {
      return false; // as with -Xrs, or where there is no such signal
    }
  }
}
