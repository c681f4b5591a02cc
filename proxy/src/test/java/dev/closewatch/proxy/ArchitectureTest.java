package dev.closewatch.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The proxy's packages have no cycles, and packages and classes are named for what they do. */
@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  static final String ROOT = "dev.closewatch.proxy";

  @ArchTest
  static final ArchRule noCyclesBetweenPackages =
      slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule packagesAreNamedForWhatTheyDo =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..util..", "..utils..", "..common..", "..impl..", "..internal..", "..misc..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule classesAreNamedForWhatTheyDo =
      noClasses().should().haveNameMatching(".*(Manager|Helper|Util|Utils)").allowEmptyShould(true);
}
